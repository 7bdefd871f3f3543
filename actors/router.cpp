#include <troupe/actors/router.hpp>

namespace troupe {

std::optional<route_match>
router::match(const std::vector<std::string>& segments) const {
  for (const auto& candidate : routes_)
    if (auto params = candidate->pattern.match(segments))
      return route_match{candidate, std::move(*params)};
  return std::nullopt;
}

} // namespace troupe
