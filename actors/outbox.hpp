// Where a session puts what its client shall read.
#pragma once

#include <troupe/actors/frame_batch.hpp>
#include <troupe/protocol/close_code.hpp>
#include <troupe/protocol/frame.hpp>

#include <string_view>

namespace troupe {

/// The port between a session and its connection: declared here, implemented
/// by net/ over a socket and by the test kit without one.
///
/// Thread: the session's own. No call blocks, and none calls the session back
/// before it returns.
/// Owner: the connection; it outlives the session's use of it (see
/// `session::end`).
class outbox {
public:
  virtual ~outbox() = default;

  /// Queues a frame behind everything offered before. When the queue passes
  /// its limit the outbox drops the client (1013) and tells the session later.
  virtual void offer(const frame_ptr& what) = 0;

  /// As `offer`, but for an event of a room: where the route's `slow_members`
  /// says so, it may be left out when the client reads too slowly.
  virtual void deliver(const frame_ptr& what) = 0;

  /// As `deliver`, for each of them.
  virtual void deliver_all(const frame_batch_ptr& batch) {
    for (const auto& each : batch->frames())
      deliver(each);
  }

  /// Sends a close frame behind what is queued and ends the connection. Later
  /// calls, and later offers, do nothing.
  virtual void close(close_code code, std::string_view reason) = 0;
};

} // namespace troupe
