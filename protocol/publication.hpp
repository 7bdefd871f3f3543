// What a session asks a room to send: an event that still lacks its stamps.
#pragma once

#include <troupe/protocol/event.hpp>
#include <troupe/protocol/frame.hpp>
#include <troupe/protocol/timestamps.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace troupe {

/// What a publication's body is.
enum class body_kind : std::uint8_t {
  open_event, ///< JSON object text without its last brace.
  text,       ///< A whole text message, without stamps.
  binary,     ///< A whole binary message, without stamps.
};

/// An encoded event that waits for its stamps, or a message that goes as it
/// is. A plain value; crosses nodes.
struct publication {
  std::string body;
  stamps wanted{};
  /// Of a room's events with one key a slow member may miss all but the newest,
  /// where its route says so; empty: none.
  std::string key{};
  body_kind kind = body_kind::open_event;

  /// Whether there is nothing to send.
  bool empty() const noexcept {
    return kind == body_kind::open_event && body.empty();
  }
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, publication& x) {
  return f(x.body, x.wanted.time, x.wanted.sequence, x.wanted.count, x.key,
           x.kind);
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

/// The whole JSON text of an event.
std::string finish(const publication& what, const stamp_values& values);

/// The same for an answer that echoes its request's `ref` (JSON text; empty
/// when the request had none).
std::string finish(const publication& what, const stamp_values& values,
                   const std::string& ref);

/// @param key of the frame.
frame_ptr to_frame(const publication& what, const stamp_values& values,
                   std::string key = {});

} // namespace troupe
