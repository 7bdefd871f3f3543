#include <troupe/protocol/base64url.hpp>

#include <cstdint>

namespace troupe {

namespace {

/// 0 to 63, or -1.
int value_of(char c) noexcept {
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '-' ? 62 : c == '_' ? 63 : -1;
}

} // namespace

std::optional<std::string> base64url_decode(std::string_view text) {
  auto out = std::string{};
  out.reserve(text.size() * 3 / 4);
  auto held = std::uint32_t{0};
  auto bits = 0;
  for (auto c : text) {
    auto value = value_of(c);
    if (value < 0)
      return std::nullopt;
    held = held << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(held >> bits & 0xFF);
    }
    held &= (1u << bits) - 1;
  }
  // Six bits left over are a letter that belongs to no byte.
  if (bits == 6 || held != 0)
    return std::nullopt;
  return out;
}

} // namespace troupe
