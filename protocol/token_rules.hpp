// Which JSON Web Tokens are taken, and how they are signed.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe {

/// How tokens are signed. Comes from the configuration, never from a token.
/// Source: RFC 7518 section 3.1.
enum class token_algorithm : std::uint8_t {
  hs256, ///< HMAC with a shared secret.
  rs256, ///< RSASSA-PKCS1-v1_5 with a key of 2048 to 16384 bits.
  es256, ///< ECDSA on the curve P-256.
};

/// The spelling of the header's `alg`: "HS256", "RS256", "ES256".
std::string_view to_string(token_algorithm algorithm) noexcept;

/// Longest token by default. Unit: bytes.
inline constexpr std::size_t default_token_bytes = 4'096;

/// Most that the default may be raised to: libjwt keeps tokens on the stack.
inline constexpr std::size_t max_token_bytes = 65'536;

/// What a token must be to be taken.
struct token_rules {
  token_algorithm algorithm = token_algorithm::hs256;
  /// hs256: the secret, 32 bytes at least. Otherwise the public key in PEM
  /// (`BEGIN PUBLIC KEY`).
  std::string key;
  /// What the `iss` claim must be. Nothing: it is not looked at.
  std::optional<std::string> issuer;
  /// What the `aud` claim must be or hold. Nothing: it is not looked at.
  std::optional<std::string> audience;
  /// How far the issuer's clock may be off, for `exp` and `nbf`; at most 60
  /// seconds.
  std::chrono::seconds leeway{30};
  /// Longest token, at most `max_token_bytes`. Unit: bytes.
  std::size_t token_bytes = default_token_bytes;
};

/// How tokens are made.
struct signing_rules {
  token_algorithm algorithm = token_algorithm::hs256;
  /// hs256: the secret, 32 bytes at least. Otherwise the private key in PEM,
  /// not encrypted.
  std::string key;
  std::optional<std::string> issuer;   ///< The `iss` claim.
  std::optional<std::string> audience; ///< The `aud` claim.
  /// Longest token, at most `max_token_bytes`. Unit: bytes.
  std::size_t token_bytes = default_token_bytes;
};

/// Why a token was refused. For the log only: whoever sent it hears the same
/// words for every cause.
enum class token_fault : std::uint8_t {
  too_long = 1,        ///< More than `token_rules::token_bytes`.
  malformed = 2,       ///< Not three parts of base64url, or no JSON objects.
  wrong_algorithm = 3, ///< `alg` is not exactly the configured one.
  unwanted_header = 4, ///< `crit`, a key or its address, a foreign `typ`.
  /// Of another length, by another key, or over a text that libjwt does not
  /// read, such as one with a NUL.
  wrong_signature = 5,
  wrong_date = 6,      ///< No `exp`, or a date that is no whole number.
  expired = 7,         ///< `exp` and the leeway are over.
  not_yet_valid = 8,   ///< `nbf` is further ahead than the leeway.
  wrong_issuer = 9,    ///< `iss` is not the configured one.
  wrong_audience = 10, ///< `aud` does not hold the configured one.
  wrong_user = 11,     ///< No `sub` or `user_id`, or no valid name.
  wrong_claim = 12,    ///< `name`, `jti` or `permissions` of a wrong form.
};

/// A clause for a log line; holds nothing of the token.
std::string_view to_string(token_fault fault) noexcept;

/// A value, or why the token was refused.
template <class T>
using token_result = boost::system::result<T, token_fault>;

} // namespace troupe
