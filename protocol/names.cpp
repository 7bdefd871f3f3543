#include <troupe/protocol/names.hpp>

#include <troupe/protocol/utf8.hpp>

namespace troupe {

namespace {

bool control(char32_t point) noexcept {
  return point < 0x20 || (point >= 0x7F && point <= 0x9F);
}

// Unicode category Cf as far as it hides or reorders text, line separators,
// private noncharacters.
bool invisible(char32_t point) noexcept {
  return point == 0xAD || point == 0x61C || point == 0x180E
         || (point >= 0x200B && point <= 0x200F)
         || (point >= 0x2028 && point <= 0x202E)
         || (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF
         || (point >= 0xFFF0 && point <= 0xFFFB)
         || (point >= 0xE0000 && point <= 0xE0FFF)
         || (point & 0xFFFEu) == 0xFFFEu;
}

} // namespace

bool valid_name(std::string_view name, std::size_t max_bytes) noexcept {
  if (name.empty() || name.size() > max_bytes || name == "." || name == ".."
      || !utf8::valid(name) || utf8::blank(name))
    return false;
  while (!name.empty()) {
    auto point = utf8::next(name);
    if (control(point) || invisible(point) || point == '/' || point == '\\')
      return false;
  }
  return true;
}

} // namespace troupe
