// Whether a configured key can serve its algorithm.
#pragma once

#include <troupe/protocol/problem.hpp>
#include <troupe/protocol/token_rules.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace troupe {

/// Shortest secret of HS256, as long as its hash. Unit: bytes.
/// Source: RFC 7518 section 3.2.
inline constexpr std::size_t min_secret_bytes = 32;

/// Looks at the key of `token_rules`. Reads no file and asks for no passphrase.
/// @returns how long each signature is, in bytes, or what is wrong with the key
///          in words for the operator.
result<std::size_t>
check_verification_key(token_algorithm algorithm, std::string_view key);

/// Looks at the key of `signing_rules`, likewise.
std::optional<problem>
check_signing_key(token_algorithm algorithm, std::string_view key);

} // namespace troupe
