// Tokens for clients, for command-line tools and tests.
#pragma once

#include <troupe/protocol/identity.hpp>
#include <troupe/protocol/problem.hpp>
#include <troupe/protocol/token_rules.hpp>

#include <chrono>
#include <string>

namespace troupe {

/// Signs a token that `token_verifier` takes with the matching rules.
/// `who.expires` is ignored: the token ends `valid_for` after `now`, both in
/// whole seconds.
/// @returns the token, or `validation_failed` when the key does not fit the
///          algorithm, the identity is no valid one, or the token would be too
///          long.
/// @note Thread: any. Reads no file and asks for no passphrase.
result<std::string> make_token(const signing_rules& rules, const identity& who,
                               std::chrono::seconds valid_for, wall_time now);

} // namespace troupe
