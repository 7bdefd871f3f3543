#include <troupe/actors/cluster/tls_session.hpp>

#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace troupe {

using caf::io::network::native_socket;
using caf::io::network::rw_state;

// -- what connections share ---------------------------------------------------

std::shared_ptr<tls_context> tls_context::load(const cluster_options& options) {
  auto out = std::make_shared<tls_context>();
  out->context_.reset(SSL_CTX_new(TLS_method()));
  auto* it = out->get();
  auto loaded
    = SSL_CTX_use_certificate_chain_file(it, options.certificate.c_str()) == 1
      && SSL_CTX_use_PrivateKey_file(it, options.key.c_str(), SSL_FILETYPE_PEM)
           == 1
      && SSL_CTX_load_verify_locations(it, options.authority.c_str(), nullptr)
           == 1
      && SSL_CTX_set_min_proto_version(it, TLS1_2_VERSION) == 1;
  ERR_clear_error();
  if (!loaded)
    return nullptr;
  SSL_CTX_set_verify(it, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                     nullptr);
  SSL_CTX_set_mode(it, SSL_MODE_ENABLE_PARTIAL_WRITE
                         | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(it, SSL_SESS_CACHE_OFF); // Links are few.
  SSL_CTX_set_options(it, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(it, 0);
  return out;
}

tls_context::handshake tls_context::begin_handshake(native_socket socket) {
  auto guard = std::lock_guard{mutex_};
  if (handshakes_.size() >= max_handshakes) {
    ::shutdown(handshakes_.front(), SHUT_RDWR); // Its session ends by itself.
    handshakes_.splice(handshakes_.end(), handshakes_, handshakes_.begin());
  }
  return handshakes_.insert(handshakes_.end(), socket);
}

void tls_context::end_handshake(handshake which) {
  auto guard = std::lock_guard{mutex_};
  handshakes_.erase(which);
}

// -- one connection -----------------------------------------------------------

tls_session::tls_session(std::shared_ptr<tls_context> shared,
                         native_socket socket, role what)
  : shared_(std::move(shared)), connection_(SSL_new(shared_->get()), SSL_free) {
  SSL_set_fd(connection_.get(), socket);
  if (what == role::dials) {
    SSL_set_connect_state(connection_.get());
    return;
  }
  SSL_set_accept_state(connection_.get());
  place_ = shared_->begin_handshake(socket);
  counted_ = true;
}

tls_session::~tls_session() {
  finish_handshake();
}

void tls_session::finish_handshake() {
  shaking_hands_ = false;
  if (std::exchange(counted_, false))
    shared_->end_handshake(place_);
}

/// @param may_wait nothing is to be written: waits for what the peer says.
/// @returns whether it is done; else `out` is the outcome.
bool tls_session::shake_hands(rw_state& out, bool may_wait) {
  ERR_clear_error();
  if (!shaking_hands_)
    return true;
  auto result = SSL_do_handshake(connection_.get());
  if (result == 1) {
    finish_handshake();
    return true;
  }
  out = outcome_of(result);
  auto reads = SSL_get_error(connection_.get(), result) == SSL_ERROR_WANT_READ;
  if (may_wait && reads)
    out = rw_state::indeterminate;
  ERR_clear_error();
  return false;
}

rw_state tls_session::outcome_of(int result) const {
  auto why = SSL_get_error(connection_.get(), result);
  return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE
           ? rw_state::success
           : rw_state::failure;
}

rw_state tls_session::read_some(std::size_t& done, native_socket, void* to,
                                std::size_t size) {
  done = 0;
  auto out = rw_state::indeterminate;
  if (!shake_hands(out, false) || size == 0)
    return out;
  if (SSL_read_ex(connection_.get(), to, size, &done) == 1)
    return rw_state::success;
  done = 0;
  out = outcome_of(0);
  ERR_clear_error();
  return out;
}

rw_state tls_session::write_some(std::size_t& done, native_socket,
                                 const void* from, std::size_t size) {
  done = 0;
  auto out = rw_state::indeterminate;
  if (!shake_hands(out, size == 0) || size == 0)
    return out;
  if (SSL_write_ex(connection_.get(), from, size, &done) == 1)
    return rw_state::success;
  done = 0;
  out = outcome_of(0);
  ERR_clear_error();
  return out;
}

bool tls_session::must_read_more(native_socket, std::size_t least) {
  return static_cast<std::size_t>(SSL_pending(connection_.get())) >= least;
}

} // namespace troupe
