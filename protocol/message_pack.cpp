#include <troupe/protocol/message_pack.hpp>

#include <troupe/protocol/utf8.hpp>

namespace troupe {

namespace {

/// Builds a value, and stops the reader at what is not wanted.
class bounded_reader : public nlohmann::json_sax<json> {
public:
  bounded_reader(json& out, std::size_t max_depth)
    : builder_(out, /*allow_exceptions=*/false), left_(max_depth) {}

  bool null() override {
    return builder_.null();
  }

  bool boolean(bool value) override {
    return builder_.boolean(value);
  }

  bool number_integer(number_integer_t value) override {
    return builder_.number_integer(value);
  }

  bool number_unsigned(number_unsigned_t value) override {
    return builder_.number_unsigned(value);
  }

  bool number_float(number_float_t value, const string_t& text) override {
    return builder_.number_float(value, text);
  }

  bool string(string_t& value) override {
    return utf8::valid(value) && builder_.string(value);
  }

  bool binary(binary_t&) override {
    return false;
  }

  bool start_object(std::size_t size) override {
    return enter() && builder_.start_object(size);
  }

  bool key(string_t& value) override {
    return utf8::valid(value) && builder_.key(value);
  }

  bool end_object() override {
    ++left_;
    return builder_.end_object();
  }

  bool start_array(std::size_t size) override {
    return enter() && builder_.start_array(size);
  }

  bool end_array() override {
    ++left_;
    return builder_.end_array();
  }

  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception&) override {
    return false;
  }

private:
  bool enter() {
    return left_-- > 0;
  }

  nlohmann::detail::json_sax_dom_parser<json> builder_;
  std::size_t left_;
};

} // namespace

result<json> parse_message_pack(std::string_view bytes, std::size_t max_depth) {
  auto out = json{};
  auto reader = bounded_reader{out, max_depth};
  auto whole = json::sax_parse(bytes.begin(), bytes.end(), &reader,
                               json::input_format_t::msgpack, /*strict=*/true);
  if (whole && out.is_object())
    return result<json>{boost::system::in_place_value, std::move(out)};
  return problem{error_code::invalid_json, "Invalid MessagePack format", {}};
}

std::string to_message_pack(std::string_view text) {
  auto out = std::string{};
  json::to_msgpack(json::parse(text, nullptr, /*allow_exceptions=*/false), out);
  return out;
}

} // namespace troupe
