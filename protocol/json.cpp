#include <troupe/protocol/json.hpp>

#include <troupe/protocol/utf8.hpp>

#include <charconv>
#include <cstdint>
#include <set>
#include <system_error>
#include <vector>

namespace troupe {

namespace {

/// Whether an integer at the front of `text` needs more than 64 bits, which
/// nlohmann/json would silently make a rounded double.
bool too_large_integer(std::string_view text) noexcept {
  auto digits = text.find_first_not_of("0123456789", text[0] == '-' ? 1 : 0);
  auto literal = text.substr(0, digits);
  if (digits != std::string_view::npos
      && std::string_view{".eE"}.find(text[digits]) != std::string_view::npos)
    return false;
  auto value = std::int64_t{};
  auto large = std::uint64_t{};
  const auto* end = literal.data() + literal.size();
  using std::errc;
  return std::from_chars(literal.data(), end, value).ec
           == errc::result_out_of_range
         && (literal[0] == '-'
             || std::from_chars(literal.data(), end, large).ec
                  == errc::result_out_of_range);
}

/// Looks at what nlohmann/json does not: nesting, integers beyond 64 bits, and
/// NUL, which it takes for the end. One pass over the text outside of strings,
/// no recursion.
class scanner {
public:
  scanner(std::string_view text, std::size_t max_depth)
    : text_(text), max_depth_(max_depth) {}

  bool acceptable() {
    auto in_number = false;
    for (; at_ < text_.size(); ++at_) {
      auto c = text_[at_];
      auto digit = c == '-' || (c >= '0' && c <= '9');
      if (c == '\0' || !nests_well(c)
          || (digit && !in_number && too_large_integer(text_.substr(at_))))
        return false;
      in_number = digit || c == '.' || c == 'e' || c == 'E' || c == '+';
      if (c == '"')
        skip_string();
    }
    return true;
  }

private:
  bool nests_well(char c) {
    if (c == '[' || c == '{')
      return ++depth_ <= max_depth_;
    if ((c == ']' || c == '}') && depth_ > 0)
      --depth_;
    return true;
  }

  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\')
        ++at_;
  }

  std::string_view text_;
  std::size_t max_depth_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

bool plain(char c) noexcept {
  auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

problem no_json() {
  return {error_code::invalid_json, "Invalid JSON format", {}};
}

/// @param watch sees every event of the parser; may be empty.
result<json> parse(std::string_view text, std::size_t max_depth,
                   const json::parser_callback_t& watch) {
  // nlohmann/json skips a byte order mark; RFC 8259 section 8.1 forbids it.
  auto marked = text.starts_with("\xEF\xBB\xBF");
  if (marked || !scanner{text, max_depth}.acceptable())
    return no_json();
  auto value = json::parse(text, watch, /*allow_exceptions=*/false);
  if (!value.is_object())
    return no_json();
  return result<json>{boost::system::in_place_value, std::move(value)};
}

/// Notices a key that stands twice in the same object.
class repeat_finder {
public:
  /// One event of nlohmann/json's parser.
  void see(json::parse_event_t event, const json& value) {
    if (event == json::parse_event_t::object_start)
      open_objects_.emplace_back();
    else if (event == json::parse_event_t::object_end)
      open_objects_.pop_back();
    else if (event == json::parse_event_t::key)
      found_ |= !open_objects_.back().insert(value.get<std::string>()).second;
  }

  bool found() const noexcept {
    return found_;
  }

private:
  std::vector<std::set<std::string>> open_objects_; ///< The keys so far.
  bool found_ = false;
};

} // namespace

result<json> parse_object(std::string_view text, std::size_t max_depth) {
  return parse(text, max_depth, nullptr);
}

result<json>
parse_unambiguous_object(std::string_view text, std::size_t max_depth) {
  auto repeats = repeat_finder{};
  auto value = parse(text, max_depth,
                     [&](int, json::parse_event_t event, const json& part) {
                       repeats.see(event, part);
                       return true;
                     });
  if (repeats.found())
    return no_json();
  return value;
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
