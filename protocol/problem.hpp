// Why a client's request was refused, as a value.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

namespace troupe {

/// The stable `code` of an error event. Clients may switch on it; the message
/// is for people.
enum class error_code : std::uint8_t {
  invalid_json = 1,          ///< Not one JSON object, or nested too deeply.
  unknown_type = 2,          ///< `type` missing, no string, or not known here.
  validation_failed = 3,     ///< A field is missing, mistyped or out of range.
  access_denied = 4,         ///< The session may not do that.
  internal = 5,              ///< A handler threw, or an actor did not answer.
  rate_limited = 6,          ///< Too many messages; carries `retry_after_ms`.
  unavailable = 7,           ///< Something it needs is full, away or starting.
  unsupported = 8,           ///< A binary message where only text is taken.
  bad_request = 9,           ///< HTTP 400: a handshake that breaks the rules.
  unauthorized = 10,         ///< HTTP 401: no token, or an invalid one.
  not_found = 11,            ///< HTTP 404: no such route or file.
  method_not_allowed = 12,   ///< HTTP 405.
  too_large = 13,            ///< HTTP 413, 414 or 431.
  upgrade_required = 14,     ///< HTTP 426: a channel route wants a WebSocket.
  too_many_connections = 15, ///< HTTP 429: from one address.
  token_expired = 16, ///< The connection's token ended; closed with 4001.
};

/// The spelling on the wire, e.g. "invalid_json".
std::string_view to_string(error_code code) noexcept;

/// The HTTP status that refuses a handshake with this code.
unsigned http_status(error_code code) noexcept;

/// A refusal: what the error event (or the HTTP body) will say.
/// `message` is shown to the client, so it never holds details of the server.
struct problem {
  error_code code = error_code::internal;
  std::string message;
  std::chrono::milliseconds retry_after{0}; ///< 0: not said to the client.
  std::string reason = {}; ///< More exactly, for the client; empty: not said.
};

/// `code: message`, for logs and test frameworks.
std::ostream& operator<<(std::ostream& out, const problem& what);

/// A value, or why there is none. Errors cross layers like this, not thrown.
template <class T>
using result = boost::system::result<T, problem>;

/// `Validation failed: <field>: <why>`.
problem invalid_field(std::string_view field, std::string_view why);

/// A refusal in its own words, code `validation_failed`.
problem refusal(std::string_view words);

} // namespace troupe
