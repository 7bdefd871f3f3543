// A connection's turn with one of the loop's Beast streams. Only for net/'s own
// sources.
#pragma once

#include <troupe/net/beast_stream.hpp>
#include <troupe/net/stream_pool.hpp>
#include <troupe/net/upgrade_request.hpp>

#include <cstddef>
#include <memory>

namespace troupe {

class deflate;

/// Holds a stream from the first piece of a message to its last.
/// Thread: its loop's.
class stream_lease {
public:
  /// @param compression null: there is none; else it outlives the lease.
  stream_lease(stream_pool& streams, codec_events& events, deflate* compression)
    : streams_(streams), events_(events), compression_(compression) {}

  /// Answers the opening handshake.
  /// @returns false when Beast refuses what our own checks let pass.
  bool accept(const upgrade_request& request);

  /// What the client agreed to; null: no compression.
  deflate* compression() const noexcept {
    return compression_;
  }

  /// @param max_message longest message, as it comes. Unit: bytes.
  void take(std::size_t max_message);

  /// @pre it is between two messages.
  void give_back();

  /// For a stream that has ended.
  void drop();

  /// @pre it has one.
  beast_stream& operator*() const noexcept {
    return *stream_;
  }

  beast_stream* operator->() const noexcept {
    return stream_.get();
  }

private:
  void negotiate(const upgrade_request& request, beast_stream& stream);

  stream_pool& streams_;
  codec_events& events_;
  deflate* compression_;
  std::unique_ptr<beast_stream> stream_; ///< Null: it is in no message.
};

} // namespace troupe
