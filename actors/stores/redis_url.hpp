// Where a Redis server is, as one text.
#pragma once

#include <troupe/protocol/problem.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe {

struct redis_url {
  std::string host; ///< A name or an address, without brackets.
  std::uint16_t port = 6'379;
  std::string user;     ///< Empty: the server's default user.
  std::string password; ///< Empty: no authentication.
  std::uint32_t database = 0;
};

/// Reads `redis://[user:password@]host[:port][/database]`. User and password
/// are percent-decoded; an IPv6 address stands in brackets.
///
/// Errors: `validation_failed`, for whoever set it; without the password.
result<redis_url> parse_redis_url(std::string_view text);

/// `host:port/database`, for the log.
std::string to_string(const redis_url& where);

} // namespace troupe
