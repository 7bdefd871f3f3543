// What a session asks a room to send: an event that still lacks its stamps.
#pragma once

#include <troupe/protocol/event.hpp>
#include <troupe/protocol/timestamps.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace troupe {

/// An encoded event that waits for its stamps. A plain value; crosses nodes.
struct publication {
  std::string body; ///< JSON object text without its last brace.
  stamps wanted;
  /// Of a room's events with one key a slow member may miss all but the newest,
  /// where its route says so; empty: none.
  std::string key{};
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, publication& x) {
  return f(x.body, x.wanted.time, x.wanted.sequence, x.wanted.count, x.key);
}

template <event T>
publication publish(const T& value) {
  return {encode_open(value), stamps_of<T>()};
}

/// Names what an event is the latest state of, "cursor:ann".
struct conflate {
  std::string key;
};

template <event T>
publication publish(const T& value, conflate by) {
  return {encode_open(value), stamps_of<T>(), std::move(by.key)};
}

/// What a sender fills in.
struct stamp_values {
  wall_time now{};
  std::uint64_t sequence = 0;
  std::uint64_t count = 0;
};

/// The whole JSON text of `what`.
std::string finish(const publication& what, const stamp_values& values);

/// The same for an answer that echoes its request's `ref` (JSON text; empty
/// when the request had none).
std::string finish(const publication& what, const stamp_values& values,
                   const std::string& ref);

} // namespace troupe
