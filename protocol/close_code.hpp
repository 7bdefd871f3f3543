// Why the server ends a connection.
#pragma once

#include <cstdint>

namespace troupe {

/// Sent in the WebSocket close frame; the value tells a client whether to come
/// back.
/// Source: RFC 6455 section 7.4; 4000 to 4999 belong to applications.
enum class close_code : std::uint16_t {
  normal = 1000,         ///< The client closed, or must stay away.
  going_away = 1001,     ///< Kicked, or this node goes away: come back.
  protocol_error = 1002, ///< Broken frames: do not repeat it.
  unsupported = 1003,    ///< Binary frames on a text channel.
  no_status = 1005,      ///< Never on the wire: the peer's close had no code.
  abnormal = 1006,       ///< Never on the wire: gone without a close frame.
  bad_utf8 = 1007,       ///< Text that is no UTF-8.
  policy = 1008,         ///< Went on after warnings: stay away for a while.
  too_big = 1009,        ///< Message above the limit.
  server_fault = 1011,   ///< Our own fault; never the answer to bad input.
  restart = 1012,        ///< Restart or drain: come back after a random wait.
  overloaded = 1013,     ///< Overloaded, or the client read too slowly.
  token_expired = 4001,  ///< Get a new token, come back.
  banned = 4003,         ///< Stay away.
};

} // namespace troupe
