// The payload of a token: who, what, from when and until when.
#pragma once

#include <troupe/protocol/identity.hpp>
#include <troupe/protocol/json.hpp>
#include <troupe/protocol/token_rules.hpp>

#include <chrono>

namespace troupe {

/// Reads a payload whose signature was verified.
///
/// `exp` is required. It and `nbf` are whole seconds since 1970, up to the year
/// 9999; a fraction is refused though RFC 7519 would allow it, and so is
/// `1e9`. The user is named by `sub` or `user_id`; where both stand, they must
/// agree.
token_result<identity>
read_claims(const json& payload, const token_rules& rules, wall_time now);

/// The payload for `who`, valid from `now`; fractions of a second are dropped.
/// @returns `validation_failed` where `read_claims` would refuse it, or where a
///          permission grants nothing.
result<json> write_claims(const identity& who, const signing_rules& rules,
                          std::chrono::seconds valid_for, wall_time now);

} // namespace troupe
