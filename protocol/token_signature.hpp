// Signing and verifying, which libjwt does.
#pragma once

#include <troupe/protocol/token_rules.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace troupe {

/// Whether the token's signature is that of `key`. Signatures of HS256 are
/// compared in constant time.
/// @pre `check_verification_key` took the key. The token was checked for what
///      libjwt is lax about: it has three parts of strict base64url that are
///      not empty, the first two are JSON objects of bounded depth, `alg` is
///      exactly that of `algorithm`, the signature is as long as it must be,
///      and the whole fits on the stack several times.
/// Leaves OpenSSL's error queue as it was.
bool signature_matches(token_algorithm algorithm, std::string_view key,
                       std::string_view token);

/// The token with the payload `claims`, a JSON object.
/// @pre `check_signing_key` took the key; the text fits on the stack several
///      times.
/// @returns nothing when libjwt refuses the claims, such as a NUL in a string.
std::optional<std::string>
sign_token(token_algorithm algorithm, std::string_view key,
           const std::string& claims);

} // namespace troupe
