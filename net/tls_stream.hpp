// The TLS of one connection.
#pragma once

#include <troupe/net/tls_context.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>

struct ssl_st;

namespace troupe {

/// The server's side of TLS between a socket and a connection.
///
/// Somebody else reads the socket and hands the bytes to `decrypt`, so that one
/// recv() serves many records; what goes out is sent from here. The handshake
/// goes on within `decrypt`. OpenSSL gets memory when the client has said
/// something.
/// Source: RFC 8446, RFC 5246. Thread: its loop's.
class tls_stream {
public:
  enum class outcome {
    more,    ///< All was taken; the client may go on.
    blocked, ///< `decrypt({})` goes on once the socket takes more.
    closed,  ///< The client will say no more.
    failed,  ///< It is over; see `reason`. The client has been told why.
    no_tls,  ///< The client's first byte begins no TLS.
  };

  /// Gets what the client said. @returns whether it wants more of it.
  using taker = std::function<bool(std::string_view)>;

  /// @param fd stays the connection's, and open as long as this is used.
  /// @param handshake_bytes most that the client may send before the handshake
  ///        is done.
  tls_stream(tls_context context, int fd, std::size_t handshake_bytes);
  ~tls_stream();

  tls_stream(const tls_stream&) = delete;
  tls_stream& operator=(const tls_stream&) = delete;

  /// Takes what the socket gave, and calls `take` for each record in it.
  outcome decrypt(std::string_view bytes, const taker& take);

  /// Encrypts and sends, with one send() for each record of 16 KiB.
  /// @returns as send() does: how many bytes were taken, or -1 with EAGAIN or
  ///          EPIPE in errno. After EAGAIN the same bytes must come again, more
  ///          may stand behind them.
  /// @pre the handshake is done.
  ssize_t write(std::string_view bytes);

  /// Tells the client that nothing follows (close_notify). All that was to be
  /// written must be out.
  /// @returns false when it must be called again once the socket takes more.
  bool close();

  /// Nothing can be written yet.
  bool handshaking() const noexcept {
    return !established_ && !failed_;
  }

  /// The handshake was done, whatever came behind it.
  bool established() const noexcept {
    return established_;
  }

  bool failed() const noexcept {
    return failed_;
  }

  /// Why it failed, in OpenSSL's words.
  const std::string& reason() const noexcept {
    return reason_;
  }

private:
  struct transport; // What OpenSSL reads from and writes to.

  bool begin();
  outcome read_records(const taker& take);
  outcome fail(std::string reason);

  tls_context context_; ///< Until it has begun.
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  std::string_view input_; ///< What OpenSSL has not read, during `decrypt`.
  std::string unread_;     ///< The same, between calls, while blocked.
  std::string reason_;
  std::size_t handshake_left_; ///< Unit: bytes.
  int fd_;
  bool established_ = false;
  bool failed_ = false;
  bool closed_ = false; ///< Our close_notify is out.
};

} // namespace troupe
