// TLS between nodes.
#pragma once

#include <troupe/actors/cluster/options.hpp>

#include <caf/io/network/native_socket.hpp>
#include <caf/io/network/rw_state.hpp>

#include <openssl/ssl.h>

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>

namespace troupe {

/// What all connections of a node share: its certificate, read once, and a
/// bound on strangers. Thread: any.
class tls_context {
public:
  /// Connections that have not shown a certificate yet. One more ends the
  /// oldest.
  static constexpr std::size_t max_handshakes = 64;

  /// @returns null when the files cannot be used: see `check_certificates`.
  static std::shared_ptr<tls_context> load(const cluster_options& options);

  SSL_CTX* get() const noexcept {
    return context_.get();
  }

  using handshake = std::list<caf::io::network::native_socket>::iterator;

  handshake begin_handshake(caf::io::network::native_socket socket);
  void end_handshake(handshake which);

private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr,
                                                             SSL_CTX_free};
  std::mutex mutex_;
  std::list<caf::io::network::native_socket> handshakes_; ///< Oldest first.
};

/// One connection; a policy of CAF's streams.
///
/// CAF has one of its own, which leaves what OpenSSL says of a connection that
/// failed in the thread's list of errors. The next read of any other connection
/// of that thread then counts as failed, too: whoever sends garbage to the port
/// ends the links between peers.
///
/// Thread: that of CAF's multiplexer.
class tls_session {
public:
  enum class role { dials, is_dialled };

  tls_session(std::shared_ptr<tls_context> shared,
              caf::io::network::native_socket socket, role what);
  ~tls_session();

  tls_session(const tls_session&) = delete;
  tls_session& operator=(const tls_session&) = delete;

  // -- as CAF's streams call it -----------------------------------------------

  caf::io::network::rw_state
  read_some(std::size_t& done, caf::io::network::native_socket, void* to,
            std::size_t size);
  caf::io::network::rw_state
  write_some(std::size_t& done, caf::io::network::native_socket,
             const void* from, std::size_t size);
  bool must_read_more(caf::io::network::native_socket, std::size_t least);

private:
  bool shake_hands(caf::io::network::rw_state& out, bool may_wait);
  void finish_handshake();
  caf::io::network::rw_state outcome_of(int result) const;

  std::shared_ptr<tls_context> shared_;
  std::unique_ptr<SSL, decltype(&SSL_free)> connection_;
  bool shaking_hands_ = true;
  bool counted_ = false; ///< Among `handshakes_`.
  tls_context::handshake place_;
};

} // namespace troupe
