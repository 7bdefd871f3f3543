#include <troupe/net/tls_stream.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstring>

namespace troupe {

namespace {

/// The type of the record that a client begins with (RFC 8446 section 5.1).
constexpr char handshake_record = 0x16;
/// Longest content of a record: with room for it OpenSSL never keeps a rest.
constexpr std::size_t record_bytes = SSL3_RT_MAX_PLAIN_LENGTH;
/// Encrypted before it is sent.
constexpr std::size_t batch_bytes = 64 * 1024;
/// Most that waits, encrypted: a batch, and as much for what TLS says by
/// itself. A client that makes it say more and reads nothing is cut.
constexpr std::size_t max_output = 2 * batch_bytes;

} // namespace

/// OpenSSL's view of the socket: reads what `decrypt` was given, writes to
/// `out_`. It never has to wait for room, so no record is ever half written,
/// which OpenSSL could not reconcile with an answer to the client's key update.
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
    if (!self.charge(some))
      return -1;
    std::memcpy(out, self.input_.data(), some);
    self.input_.remove_prefix(some);
    return static_cast<int>(some);
  }

  static int write(BIO* bio, const char* bytes, int size) {
    auto& self = of(bio);
    auto some = static_cast<std::size_t>(size);
    BIO_clear_retry_flags(bio);
    if (self.out_.pending() + some > max_output) {
      self.reason_ = "client does not read";
      return -1;
    }
    self.out_.append({bytes, some});
    return size;
  }

  static long control(BIO*, int what, long, void*) {
    return what == BIO_CTRL_FLUSH ? 1 : 0;
  }

  static BIO_METHOD* make_method() {
    auto* out = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK,
                             "troupe connection");
    BIO_meth_set_read(out, read);
    BIO_meth_set_write(out, write);
    BIO_meth_set_ctrl(out, control);
    return out;
  }

  static BIO* open(tls_stream& of) {
    static const auto method
      = std::unique_ptr<BIO_METHOD, void (*)(BIO_METHOD*)>{make_method(),
                                                           BIO_meth_free};
    auto* out = BIO_new(method.get());
    if (out) {
      BIO_set_data(out, &of);
      BIO_set_init(out, 1);
    }
    return out;
  }
};

tls_stream::tls_stream(tls_context context, int fd, buffer_pool& pool,
                       std::size_t handshake_bytes)
  : context_(std::move(context)),
    ssl_(nullptr, SSL_free),
    out_(pool),
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

/// @returns whether the client may send so much more.
bool tls_stream::charge(std::size_t bytes) {
  if (established_ || !SSL_in_init(ssl_.get()))
    return true;
  if (bytes > handshake_left_) {
    reason_ = "handshake too long";
    return false;
  }
  handshake_left_ -= bytes;
  return true;
}

tls_stream::outcome tls_stream::fail() {
  failed_ = true;
  if (reason_.empty())
    reason_ = take_tls_error();
  return outcome::failed;
}

// -- reading ------------------------------------------------------------------

tls_stream::outcome
tls_stream::decrypt(std::string_view bytes, const taker& take) {
  if (failed_)
    return outcome::failed;
  if (!ssl_ && bytes.front() != handshake_record)
    return outcome::no_tls;
  if (!ssl_ && !begin())
    return fail();
  input_ = bytes;
  auto out = read_records(take);
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
    if (done == 1 && !take({record, got}))
      return outcome::more;
    if (done == 1)
      continue;
    switch (SSL_get_error(ssl_.get(), done)) {
      case SSL_ERROR_WANT_READ: return outcome::more;
      case SSL_ERROR_ZERO_RETURN: return outcome::closed;
      default: return fail();
    }
  }
}

// -- writing ------------------------------------------------------------------

cork::outcome tls_stream::send() {
  auto sent = out_.flush(fd_);
  if (sent == cork::outcome::failed) {
    reason_ = "connection broken";
    fail();
    out_.clear();
  }
  return sent;
}

cork::outcome tls_stream::flush(cork& plain) {
  for (;;) {
    auto sent = send();
    if (sent != cork::outcome::drained || plain.pending() == 0 || !established_
        || failed_)
      return sent;
    if (!encrypt_some(plain))
      return cork::outcome::failed;
  }
}

bool tls_stream::encrypt_some(cork& plain) {
  while (plain.pending() > 0 && out_.pending() < batch_bytes) {
    ERR_clear_error();
    std::size_t taken = 0;
    auto some = plain.waiting().substr(0, record_bytes);
    if (SSL_write_ex(ssl_.get(), some.data(), some.size(), &taken) != 1) {
      fail();
      return false;
    }
    plain.consume(taken);
  }
  return true;
}

cork::outcome tls_stream::close() {
  if (!established_ || failed_)
    return cork::outcome::drained;
  ERR_clear_error();
  if (!std::exchange(closed_, true))
    SSL_shutdown(ssl_.get());
  return send();
}

} // namespace troupe
