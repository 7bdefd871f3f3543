// Bounds that apply to one connection, each with its unit and default.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace troupe {

/// How many messages a session may send: a bucket of `burst` tokens that gains
/// `per_second` tokens each second.
struct rate_limit {
  double per_second = 200; ///< Messages a second; 0 means no limit.
  double burst = 400;      ///< Messages at once.
};

/// Bounds of one connection. Zero never means "no limit", but where it says so.
struct limits {
  /// Longest message accepted. Unit: bytes, all fragments together. More closes
  /// with 1009.
  std::size_t message_bytes = 65'536;
  /// Deepest nesting of arrays and objects in a JSON message.
  std::size_t json_depth = 32;
  /// Output that may wait for a slow reader. Unit: bytes. More closes with
  /// 1013.
  std::size_t queue_bytes = 1'048'576;
  /// Silence after which the server sends a ping.
  std::chrono::milliseconds ping_interval{25'000};
  /// Silence after that ping which ends the connection.
  std::chrono::milliseconds pong_timeout{10'000};
  /// How often a session looks whether its token has expired by the wall
  /// clock, beside each message.
  std::chrono::milliseconds expiry_check{10'000};
  /// Publications that wait while a room is being joined. Unit: bytes. More
  /// get the error `unavailable`.
  std::size_t joining_bytes = 1'048'576;
  /// Rooms that one session may be in; another join gets `unavailable`.
  std::size_t rooms_per_session = 128;
  /// Messages from the client.
  rate_limit messages;
  /// Bytes of these messages; 0 a second means no limit. A route without a
  /// message limit has none of bytes either.
  rate_limit bytes{1'048'576, 4'194'304};
  /// Messages refused for their rate, less those taken, after which a client
  /// that goes on is closed with 1008.
  std::uint32_t rate_strikes = 100;
};

} // namespace troupe
