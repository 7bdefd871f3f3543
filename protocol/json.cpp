#include <troupe/protocol/json.hpp>

#include <troupe/protocol/utf8.hpp>

namespace troupe {

namespace {

/// Counts brackets outside of strings; one pass, no recursion.
bool nests_deeper_than(std::size_t max_depth, std::string_view text) noexcept {
  std::size_t depth = 0;
  auto in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > max_depth)
        return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

bool plain(char c) noexcept {
  auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

} // namespace

result<json> parse_object(std::string_view text, std::size_t max_depth) {
  auto refused = problem{error_code::invalid_json, "Invalid JSON format", {}};
  // nlohmann/json skips a byte order mark; RFC 8259 section 8.1 forbids it.
  auto marked = text.starts_with("\xEF\xBB\xBF");
  if (marked || nests_deeper_than(max_depth, text))
    return refused;
  auto value = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!value.is_object())
    return refused;
  return result<json>{boost::system::in_place_value, std::move(value)};
}

std::string to_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

void append_quoted(std::string& out, std::string_view text) {
  for (auto c : text)
    if (!plain(c)) {
      out += to_text(json(text));
      return;
    }
  out += '"';
  out += text;
  out += '"';
}

} // namespace troupe
