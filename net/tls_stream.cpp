#include <troupe/net/tls_stream.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace troupe {

namespace {

/// The type of the record that a client begins with (RFC 8446 section 5.1).
constexpr char handshake_record = 0x16;
/// Longest content of a record: with room for it OpenSSL never keeps a rest.
constexpr std::size_t record_bytes = SSL3_RT_MAX_PLAIN_LENGTH;

} // namespace

struct tls_stream::transport {
  static tls_stream& of(BIO* bio) {
    return *static_cast<tls_stream*>(BIO_get_data(bio));
  }

  static int read(BIO* bio, char* out, int size) {
    auto& self = of(bio);
    BIO_clear_retry_flags(bio);
    auto some = std::min(self.input_.size(), static_cast<std::size_t>(size));
    if (some == 0) {
      BIO_set_retry_read(bio);
      return -1;
    }
    if (!self.established_ && SSL_in_init(self.ssl_.get())) {
      if (some > self.handshake_left_) {
        self.handshake_left_ = 0;
        return -1;
      }
      self.handshake_left_ -= some;
    }
    std::memcpy(out, self.input_.data(), some);
    self.input_.remove_prefix(some);
    return static_cast<int>(some);
  }

  static int write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    auto sent = ::send(of(bio).fd_, bytes, static_cast<std::size_t>(size),
                       MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR))
      BIO_set_retry_write(bio);
    return static_cast<int>(sent);
  }

  static long control(BIO*, int what, long, void*) {
    return what == BIO_CTRL_FLUSH ? 1 : 0;
  }

  static BIO* open(tls_stream& of) {
    static const auto method = [] {
      auto* out = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK,
                               "troupe connection");
      BIO_meth_set_read(out, read);
      BIO_meth_set_write(out, write);
      BIO_meth_set_ctrl(out, control);
      return std::unique_ptr<BIO_METHOD, void (*)(BIO_METHOD*)>{out,
                                                                BIO_meth_free};
    }();
    auto* bio = BIO_new(method.get());
    if (bio) {
      BIO_set_data(bio, &of);
      BIO_set_init(bio, 1);
    }
    return bio;
  }
};

tls_stream::tls_stream(tls_context context, int fd, std::size_t handshake_bytes)
  : context_(std::move(context)),
    ssl_(nullptr, SSL_free),
    handshake_left_(handshake_bytes),
    fd_(fd) {}

tls_stream::~tls_stream() = default;

bool tls_stream::begin() {
  ssl_.reset(SSL_new(context_.get()));
  context_.reset();
  auto* bio = ssl_ ? transport::open(*this) : nullptr;
  if (!bio)
    return false;
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
  return true;
}

tls_stream::outcome tls_stream::fail(std::string reason) {
  failed_ = true;
  reason_ = std::move(reason);
  return outcome::failed;
}

tls_stream::outcome
tls_stream::decrypt(std::string_view bytes, const taker& take) {
  if (failed_)
    return outcome::failed;
  if (!ssl_) {
    if (bytes.empty())
      return outcome::more;
    if (bytes.front() != handshake_record)
      return outcome::no_tls;
    if (!begin())
      return fail("out of memory");
  }
  if (!unread_.empty())
    bytes = unread_.append(bytes);
  input_ = bytes;
  auto out = read_records(take);
  auto rest
    = std::string{out == outcome::blocked ? input_ : std::string_view{}};
  unread_.swap(rest);
  input_ = {};
  return out;
}

tls_stream::outcome tls_stream::read_records(const taker& take) {
  char record[record_bytes];
  for (;;) {
    ERR_clear_error();
    std::size_t got = 0;
    auto done = SSL_read_ex(ssl_.get(), record, sizeof record, &got);
    established_ |= SSL_is_init_finished(ssl_.get()) == 1;
    if (done == 1) {
      if (!take({record, got}))
        return outcome::more;
      continue;
    }
    switch (SSL_get_error(ssl_.get(), done)) {
      case SSL_ERROR_WANT_READ: return outcome::more;
      case SSL_ERROR_WANT_WRITE: return outcome::blocked;
      case SSL_ERROR_ZERO_RETURN: return outcome::closed;
    }
    if (!established_ && handshake_left_ == 0)
      return fail("handshake too long");
    return fail(take_tls_error());
  }
}

ssize_t tls_stream::write(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size()) {
    ERR_clear_error();
    std::size_t some = 0;
    auto rest = bytes.substr(taken);
    auto done = SSL_write_ex(ssl_.get(), rest.data(), rest.size(), &some);
    if (done == 1) {
      taken += some;
      continue;
    }
    auto blocked = SSL_get_error(ssl_.get(), done) == SSL_ERROR_WANT_WRITE;
    if (!blocked)
      fail(take_tls_error());
    errno = blocked ? EAGAIN : EPIPE;
    if (!blocked || taken == 0)
      return -1;
    break;
  }
  return static_cast<ssize_t>(taken);
}

bool tls_stream::close() {
  if (!established_ || failed_ || closed_)
    return true;
  ERR_clear_error();
  auto done = SSL_shutdown(ssl_.get());
  if (done < 0 && SSL_get_error(ssl_.get(), done) == SSL_ERROR_WANT_WRITE)
    return false;
  closed_ = true;
  return true;
}

} // namespace troupe
