#include <troupe/protocol/utf8.hpp>

#include <algorithm>

namespace troupe::utf8 {

namespace {

constexpr char32_t replacement = 0xFFFD;

struct lead {
  std::size_t bytes; // of the whole code point; 0: no lead byte
  char32_t bits;
  char32_t least; // anything below is an overlong form
};

lead classify(unsigned char byte) noexcept {
  if (byte < 0x80)
    return {1, byte, 0};
  if (byte >= 0xC2 && byte <= 0xDF)
    return {2, byte & 0x1Fu, 0x80};
  if (byte >= 0xE0 && byte <= 0xEF)
    return {3, byte & 0x0Fu, 0x800};
  if (byte >= 0xF0 && byte <= 0xF4)
    return {4, byte & 0x07u, 0x10000};
  return {0, 0, 0};
}

bool allowed(char32_t point, char32_t least) noexcept {
  return point >= least && point <= 0x10FFFF
         && !(point >= 0xD800 && point <= 0xDFFF);
}

bool is_space(char32_t point) noexcept {
  return (point >= 0x09 && point <= 0x0D) || point == 0x20 || point == 0x85
         || point == 0xA0 || point == 0x1680
         || (point >= 0x2000 && point <= 0x200F) || point == 0x2028
         || point == 0x2029 || point == 0x202F || point == 0x205F
         || point == 0x2060 || point == 0x3000 || point == 0xFEFF;
}

} // namespace

char32_t next(std::string_view& text) noexcept {
  auto head = classify(static_cast<unsigned char>(text.front()));
  auto point = head.bits;
  auto ok = head.bytes != 0 && head.bytes <= text.size();
  for (std::size_t i = 1; ok && i < head.bytes; ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    ok = (byte & 0xC0u) == 0x80u;
    point = (point << 6) | (byte & 0x3Fu);
  }
  ok = ok && allowed(point, head.least);
  text.remove_prefix(ok ? head.bytes : 1);
  return ok ? point : replacement;
}

bool valid(std::string_view text) noexcept {
  while (!text.empty()) {
    auto before = text;
    // A true U+FFFD is three bytes long; the sign for an error is one.
    if (next(text) == replacement && before.size() - text.size() == 1)
      return false;
  }
  return true;
}

std::size_t length(std::string_view text) noexcept {
  return static_cast<std::size_t>(
    std::count_if(text.begin(), text.end(), [](char byte) {
      return (static_cast<unsigned char>(byte) & 0xC0u) != 0x80u;
    }));
}

std::string_view prefix(std::string_view text, std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes)
    return text;
  auto end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u)
    --end;
  return text.substr(0, end);
}

bool blank(std::string_view text) noexcept {
  while (!text.empty())
    if (!is_space(next(text)))
      return false;
  return true;
}

} // namespace troupe::utf8
