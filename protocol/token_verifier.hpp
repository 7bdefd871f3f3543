// Tells who holds a token.
#pragma once

#include <troupe/protocol/identity.hpp>
#include <troupe/protocol/problem.hpp>
#include <troupe/protocol/token_rules.hpp>

#include <cstddef>
#include <string_view>

namespace troupe {

/// The answer to a bad token, the same for every cause: `unauthorized`,
/// "Invalid token".
problem invalid_token();

/// Verifies JSON Web Tokens (RFC 7519) by fixed rules. Never reads a file or
/// the network, whatever a token says.
///
/// Thread: any; immutable.
class token_verifier {
public:
  /// @returns a verifier, or `validation_failed` with words for the operator
  ///          when the rules cannot work: no key, a key that is too weak or of
  ///          another kind, a leeway or length out of range.
  static result<token_verifier> make(token_rules rules);

  /// @param token in compact form, as the client sent it.
  /// @returns who holds it, or `invalid_token()`.
  result<identity> verify(std::string_view token, wall_time now) const;

  /// As `verify`, but with the cause, which goes to the log and never to the
  /// client.
  token_result<identity> examine(std::string_view token, wall_time now) const;

private:
  token_verifier(token_rules rules, std::size_t signature_bytes);

  token_rules rules_;
  std::size_t signature_bytes_;
};

} // namespace troupe
