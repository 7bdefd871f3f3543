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

std::string_view trimmed(std::string_view text) {
  constexpr auto space = " \t";
  auto first = text.find_first_not_of(space);
  if (first == text.npos)
    return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

} // namespace troupe
