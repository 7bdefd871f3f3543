#include <troupe/protocol/target.hpp>

#include <troupe/protocol/utf8.hpp>

#include <algorithm>

namespace troupe {

namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

std::string_view take_until(std::string_view& text, char separator) {
  auto end = text.find(separator);
  auto taken = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return taken;
}

/// `http://host/path` -> `/path`; origin form stays.
std::string_view strip_authority(std::string_view text) {
  for (auto scheme : {"http://", "https://", "ws://", "wss://"})
    if (text.starts_with(scheme)) {
      auto slash = text.find('/', std::string_view{scheme}.size());
      return slash == std::string_view::npos ? "/" : text.substr(slash);
    }
  return text;
}

bool read_path(std::string_view path, std::vector<std::string>& out) {
  path.remove_prefix(1);
  while (!path.empty()) {
    auto segment = percent_decode(take_until(path, '/'));
    if (!segment || *segment == "." || *segment == "..")
      return false;
    out.push_back(std::move(*segment));
  }
  return true;
}

bool read_query(std::string_view query,
                std::map<std::string, std::string, std::less<>>& out) {
  while (!query.empty()) {
    auto value = take_until(query, '&');
    auto raw_name = take_until(value, '=');
    auto spaced = std::string{value};
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    auto name = percent_decode(raw_name);
    auto decoded = percent_decode(spaced);
    if (!name || !decoded)
      return false;
    out.insert_or_assign(std::move(*name), std::move(*decoded));
  }
  return true;
}

} // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  auto out = std::string{};
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0)
      return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (out.find('\0') != std::string::npos || !utf8::valid(out))
    return std::nullopt;
  return out;
}

std::optional<target> parse_target(std::string_view text) {
  text = strip_authority(text);
  text = text.substr(0, text.find('#'));
  auto out = target{};
  auto path = take_until(text, '?');
  if (!path.starts_with('/') || !read_path(path, out.segments)
      || !read_query(text, out.query))
    return std::nullopt;
  return out;
}

} // namespace troupe
