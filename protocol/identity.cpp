#include <troupe/protocol/identity.hpp>

#include <troupe/protocol/utf8.hpp>

#include <algorithm>

namespace troupe {

namespace {

struct permission {
  std::string_view action;
  std::string_view resource;
};

/// Both are empty where there is no colon.
permission split(std::string_view text) noexcept {
  auto colon = text.find(':');
  if (colon == std::string_view::npos)
    return {};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

bool grants_something(const permission& what) noexcept {
  return !what.action.empty() && what.action != "*" && !what.resource.empty();
}

} // namespace

bool identity::may(std::string_view action,
                   std::string_view resource) const noexcept {
  return std::any_of(
    permissions.begin(), permissions.end(), [&](std::string_view text) {
      auto held = split(text);
      return grants_something(held) && held.action == action
             && (held.resource == "*" || held.resource == resource);
    });
}

bool valid_permission(std::string_view text) noexcept {
  return utf8::valid(text) && grants_something(split(text));
}

} // namespace troupe
