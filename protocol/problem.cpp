#include <troupe/protocol/problem.hpp>

#include <ostream>

namespace troupe {

std::string_view to_string(error_code code) noexcept {
  switch (code) {
    case error_code::invalid_json: return "invalid_json";
    case error_code::unknown_type: return "unknown_type";
    case error_code::validation_failed: return "validation_failed";
    case error_code::access_denied: return "access_denied";
    case error_code::internal: return "internal";
    case error_code::rate_limited: return "rate_limited";
    case error_code::unavailable: return "unavailable";
    case error_code::unsupported: return "unsupported";
    case error_code::bad_request: return "bad_request";
    case error_code::unauthorized: return "unauthorized";
    case error_code::not_found: return "not_found";
    case error_code::method_not_allowed: return "method_not_allowed";
    case error_code::too_large: return "too_large";
    case error_code::upgrade_required: return "upgrade_required";
    case error_code::too_many_connections: return "too_many_connections";
    case error_code::token_expired: return "token_expired";
  }
  return "internal";
}

unsigned http_status(error_code code) noexcept {
  switch (code) {
    case error_code::unauthorized:
    case error_code::token_expired: return 401;
    case error_code::access_denied: return 403;
    case error_code::not_found: return 404;
    case error_code::method_not_allowed: return 405;
    case error_code::too_large: return 431;
    case error_code::upgrade_required: return 426;
    case error_code::rate_limited:
    case error_code::too_many_connections: return 429;
    case error_code::internal: return 500;
    case error_code::unavailable: return 503;
    default: return 400;
  }
}

std::ostream& operator<<(std::ostream& out, const problem& what) {
  return out << to_string(what.code) << ": " << what.message;
}

problem invalid_field(std::string_view field, std::string_view why) {
  auto message = std::string{"Validation failed: "};
  message.append(field).append(": ").append(why);
  return {error_code::validation_failed, std::move(message), {}};
}

problem refusal(std::string_view words) {
  return {error_code::validation_failed, std::string{words}, {}};
}

} // namespace troupe
