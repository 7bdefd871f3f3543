// A TLS client whose bytes can be cut, held back and counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct bio_st;
struct ssl_st;

namespace tests {

/// A TCP connection to a port of this machine. No call blocks for longer than
/// 30 seconds: the test fails then.
class tcp_client {
public:
  /// @param window most that the kernel takes for it unread; 0: its default.
  explicit tcp_client(std::uint16_t port, int window = 0);
  ~tcp_client();

  tcp_client(const tcp_client&) = delete;
  tcp_client& operator=(const tcp_client&) = delete;

  void send(std::string_view bytes);

  /// Says that nothing follows.
  void finish();

  /// What has come, at most so much; "" when the server has ended the
  /// connection.
  std::string receive(std::size_t most = 65'536);

  /// All until the end.
  std::string rest();

  /// The end came as a FIN; otherwise as a reset.
  bool ended_by_fin() const noexcept {
    return fin_;
  }

private:
  int fd_;
  bool fin_ = false;
};

/// How a client speaks.
struct tls_manner {
  int oldest = 0;             ///< Version; 0: any.
  int newest = 0;             ///< Version; 0: any.
  std::string protocols{};    ///< ALPN, in the form of the wire.
  std::size_t piece = 65'536; ///< Most bytes in one send.
  std::size_t most = 65'536;  ///< Most bytes in one receive.
  int window = 0;             ///< As that of `tcp_client`.
  bool leaves = false;        ///< Says goodbye with the end of its handshake.
};

/// Speaks TLS, and WebSocket in it. Any certificate is good.
class tls_client {
public:
  explicit tls_client(std::uint16_t port, tls_manner manner = {});

  /// @returns whether the server agreed.
  bool handshake();

  /// Handshakes and upgrades. Fails the test if the server refuses.
  tls_client& enter(const std::string& path);

  /// Says so to the server, encrypted.
  void send(std::string_view bytes);

  /// A text message, as one frame.
  void say(std::string_view text);

  /// Some of what the server said; "" at the end.
  std::string read();

  /// All that it says until the end.
  std::string rest();

  /// Payload of the next frame.
  std::string next();

  /// Sends close_notify.
  void close();

  /// So many bytes and close_notify, in one piece.
  void send_and_close(std::string_view bytes);

  /// Asks the server to take new keys (RFC 8446 section 4.6.3).
  void update_keys();

  /// The end was announced by close_notify.
  bool ended_well() const noexcept {
    return ended_well_;
  }

  /// OpenSSL's words for why the handshake failed.
  const std::string& reason() const noexcept {
    return reason_;
  }

  std::string protocol() const;
  std::string version() const;
  long serial_of_server() const;

  tcp_client& socket() noexcept {
    return socket_;
  }

private:
  void encrypt(std::string_view bytes);
  void flush();
  bool refill();
  std::string take(std::size_t bytes);

  tls_manner manner_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  bio_st* in_;
  bio_st* out_;
  tcp_client socket_;
  std::string said_; ///< Read, but not asked for yet.
  std::string reason_;
  bool ended_well_ = false;
};

/// What a client says first.
std::string client_hello();

} // namespace tests
