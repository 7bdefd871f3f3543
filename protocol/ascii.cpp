#include <troupe/protocol/ascii.hpp>

#include <algorithm>
#include <cctype>

namespace troupe {

std::string to_lower(std::string_view text) {
  auto out = std::string{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return out;
}

} // namespace troupe
