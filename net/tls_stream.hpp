// The TLS of one connection.
#pragma once

#include <troupe/net/cork.hpp>
#include <troupe/net/tls_context.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;

namespace troupe {

/// The server's side of TLS between a connection and its socket.
///
/// Somebody else reads the socket and hands the bytes to `decrypt`, so that one
/// recv() serves many records; what TLS answers to them (the handshake, new
/// keys, alerts) goes out with the next `flush`. OpenSSL gets memory when the
/// client has said something.
/// Source: RFC 8446, RFC 5246. Thread: its loop's.
class tls_stream {
public:
  enum class outcome {
    more,   ///< All was taken; the client may go on.
    closed, ///< The client will say no more.
    failed, ///< It is over; see `reason`. A `flush` tells the client why.
    no_tls, ///< The client's first byte begins no TLS.
  };

  /// Gets what the client said. @returns whether it wants more of it.
  using taker = std::function<bool(std::string_view)>;

  /// @param fd stays the connection's, and open as long as this is used.
  /// @param handshake_bytes most that the client may send before the handshake
  ///        is done.
  tls_stream(tls_context context, int fd, buffer_pool& pool,
             std::size_t handshake_bytes);
  ~tls_stream();

  tls_stream(const tls_stream&) = delete;
  tls_stream& operator=(const tls_stream&) = delete;

  /// Takes what the socket gave, and calls `take` for each record in it.
  outcome decrypt(std::string_view bytes, const taker& take);

  /// Encrypts what `plain` holds, once the handshake is done, and sends it:
  /// with one send() for 64 KiB. At most that much waits here; the rest stays
  /// in `plain` when the socket takes no more.
  cork::outcome flush(cork& plain);

  /// Tells the client that nothing follows (close_notify), once; then again
  /// sends what of that the socket has not taken.
  cork::outcome close();

  /// Goes on with the buffers of another loop. @pre no output waits.
  void use(buffer_pool& pool) noexcept {
    out_.use(pool);
  }

  /// Something encrypted has not been taken by the socket yet.
  bool output_waits() const noexcept {
    return out_.pending() > 0;
  }

  /// Nothing that is plain can be sent yet.
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
  bool charge(std::size_t bytes);
  outcome read_records(const taker& take);
  bool encrypt_some(cork& plain);
  cork::outcome send();
  outcome fail();

  tls_context context_; ///< Until it has begun.
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  std::string_view input_; ///< What OpenSSL has not read, during `decrypt`.
  cork out_;               ///< Encrypted.
  std::string reason_;
  std::size_t handshake_left_; ///< Unit: bytes.
  int fd_;
  bool established_ = false;
  bool failed_ = false;
  bool closed_ = false; ///< close_notify has been said.
};

} // namespace troupe
