// Who a client is, and what he may do.
#pragma once

#include <troupe/protocol/timestamps.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// Somebody whose token was verified. A plain value.
struct identity {
  std::string user_id{};  ///< The `sub` or `user_id` claim; a `valid_name`.
  std::string name{};     ///< For people; "" when the token has none.
  std::string token_id{}; ///< The `jti` claim, for the log; "" for none.
  /// Each `action:resource`, or `action:*` for every resource. Anything else
  /// grants nothing.
  std::vector<std::string> permissions{};
  /// When the token ends, leeway included: from then on the verifier refuses
  /// it. Nothing: never.
  std::optional<wall_time> expires{};

  /// @returns whether a permission names exactly this action, and this resource
  ///          or `*`. Case counts; a `*` as action is no wildcard.
  bool may(std::string_view action, std::string_view resource) const noexcept;

  bool operator==(const identity&) const = default;
};

/// @returns whether `text` can grant something: UTF-8, an action and a resource
///          with the first colon between them, neither empty, and the action
///          not `*`.
bool valid_permission(std::string_view text) noexcept;

} // namespace troupe
