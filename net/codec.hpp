// The WebSocket protocol of one connection: bytes in, messages out.
#pragma once

#include <troupe/protocol/close_code.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace troupe {

class deflate;
class stream_pool;
class upgrade_request;

/// What a codec tells its connection. Called from within `codec::feed`.
class codec_events {
public:
  virtual void on_text(std::string_view text) = 0;
  virtual void on_binary(std::string_view bytes) = 0;

  /// The answer is for the receiver to send.
  virtual void on_ping(std::string_view payload) = 0;
  virtual void on_pong(std::string_view payload) = 0;

  /// The client's close frame. The one in answer has been written; nothing
  /// more will be told.
  virtual void on_end(close_code code, std::string_view reason) = 0;

  /// The client broke the rules: `protocol_error`, `bad_utf8` or `too_big`. The
  /// close frame that says so has been written; nothing more will be told.
  virtual void on_violation(close_code code) = 0;

  /// Bytes for the client: the handshake's answer, a close frame.
  virtual void write(std::string_view bytes) = 0;

  /// Whether messages are still wanted; asked after each.
  virtual bool wants_more() const = 0;

protected:
  ~codec_events() = default;
};

/// Boost.Beast as a codec without I/O: framing, masking, UTF-8, close codes
/// are its work; `frame_gate` sees to it that it never waits for bytes.
///
/// Compression is not Beast's part: a compressed message passes it as a binary
/// one, and is then unpacked as a whole (see `deflate`).
///
/// Thread: its loop's.
/// Source: RFC 6455, RFC 7692.
class codec {
public:
  /// @param max_message longest message. Unit: bytes; more ends with 1009.
  /// @param streams outlives the codec, as `compression` does.
  /// @param compression null: there is none.
  codec(stream_pool& streams, std::size_t max_message, codec_events& events,
        deflate* compression = nullptr);
  ~codec();

  /// Answers the opening handshake.
  /// @returns false when Beast refuses what our own checks let pass.
  bool accept(const upgrade_request& request);

  /// Whether the client takes messages that are compressed; known after
  /// `accept`.
  bool compresses() const noexcept;

  /// Takes what the socket gave; keeps what is not whole yet.
  void feed(std::string_view bytes);

private:
  class impl;
  std::unique_ptr<impl> impl_;
};

} // namespace troupe
