#include <troupe/actors/router.hpp>

#include <troupe/protocol/names.hpp>

namespace troupe {

namespace {

result<route_match> checked(route_match found) {
  for (const auto& [name, value] : found.params)
    if (!valid_name(value))
      return problem{error_code::bad_request, "Invalid " + name, {}};
  return found;
}

} // namespace

result<route_match> router::resolve(const target& where) const {
  for (const auto& candidate : routes_)
    if (auto params = candidate->pattern.match(where.segments))
      return checked({candidate, std::move(*params)});
  return problem{error_code::not_found, "Not found", {}};
}

} // namespace troupe
