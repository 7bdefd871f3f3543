#include <troupe/protocol/hex.hpp>

#include <cstdio>

namespace troupe {

std::string to_hex(std::uint64_t number) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx",
                static_cast<unsigned long long>(number));
  return text;
}

} // namespace troupe
