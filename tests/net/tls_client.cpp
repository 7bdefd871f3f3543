#include "tls_client.hpp"

#include "catch.hpp"
#include "client_frames.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace tests {

namespace {

/// A ring that this thread had, and that the kernel takes down, interrupts
/// calls that have a time-out.
template <class Call>
ssize_t uninterrupted(Call call) {
  ssize_t out = -1;
  do
    out = call();
  while (out < 0 && errno == EINTR);
  return out;
}

} // namespace

// -- tcp_client ---------------------------------------------------------------

tcp_client::tcp_client(std::uint16_t port, int window)
  : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  auto patience = timeval{30, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (window > 0)
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
  auto where = sockaddr_in{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(fd_, reinterpret_cast<sockaddr*>(&where), sizeof where)
          == 0);
}

tcp_client::~tcp_client() {
  ::close(fd_);
}

void tcp_client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    auto sent = uninterrupted(
      [&] { return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); });
    if (sent <= 0)
      return; // The end is told by `receive`.
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void tcp_client::finish() {
  ::shutdown(fd_, SHUT_WR);
}

std::string tcp_client::receive(std::size_t most) {
  auto out = std::string(most, '\0');
  auto got
    = uninterrupted([&] { return ::recv(fd_, out.data(), out.size(), 0); });
  if (got < 0 && errno == EAGAIN)
    FAIL("the server says nothing");
  fin_ = got == 0;
  out.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return out;
}

std::string tcp_client::rest() {
  auto out = std::string{};
  for (auto some = receive(); !some.empty(); some = receive())
    out += some;
  return out;
}

// -- tls_client ---------------------------------------------------------------

namespace {

using ssl_ptr = std::unique_ptr<SSL, void (*)(SSL*)>;

ssl_ptr make_ssl(const tls_manner& manner) {
  auto* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_security_level(context, 0); // It may offer what is forbidden.
  SSL_CTX_set_min_proto_version(context, manner.oldest);
  SSL_CTX_set_max_proto_version(context, manner.newest);
  SSL_CTX_set_alpn_protos(
    context, reinterpret_cast<const unsigned char*>(manner.protocols.data()),
    static_cast<unsigned>(manner.protocols.size()));
  auto out = ssl_ptr{SSL_new(context), SSL_free};
  SSL_CTX_free(context);
  SSL_set_bio(out.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_connect_state(out.get());
  return out;
}

std::string drain(BIO* from) {
  char* bytes = nullptr;
  auto size = BIO_get_mem_data(from, &bytes);
  auto out = std::string(bytes, static_cast<std::size_t>(size));
  BIO_reset(from);
  return out;
}

} // namespace

tls_client::tls_client(std::uint16_t port, tls_manner manner)
  : manner_(std::move(manner)),
    ssl_(make_ssl(manner_)),
    in_(SSL_get_rbio(ssl_.get())),
    out_(SSL_get_wbio(ssl_.get())),
    socket_(port, manner_.window) {}

void tls_client::flush() {
  auto bytes = drain(out_);
  for (std::size_t at = 0; at < bytes.size(); at += manner_.piece)
    socket_.send(std::string_view{bytes}.substr(at, manner_.piece));
}

bool tls_client::refill() {
  auto bytes = socket_.receive(manner_.most);
  BIO_write(in_, bytes.data(), static_cast<int>(bytes.size()));
  return !bytes.empty();
}

bool tls_client::handshake() {
  for (;;) {
    ERR_clear_error();
    auto done = SSL_do_handshake(ssl_.get());
    if (done == 1 && manner_.leaves)
      SSL_shutdown(ssl_.get());
    flush();
    if (done == 1)
      return true;
    if (SSL_get_error(ssl_.get(), done) == SSL_ERROR_WANT_READ && refill())
      continue;
    const auto* reason = ERR_reason_error_string(ERR_peek_error());
    reason_ = reason ? reason : "";
    return false;
  }
}

tls_client& tls_client::enter(const std::string& path) {
  REQUIRE(handshake());
  send(upgrade_to(path));
  auto head = std::string{};
  while (!head.ends_with("\r\n\r\n"))
    head += take(1);
  REQUIRE(head.starts_with("HTTP/1.1 101 "));
  return *this;
}

void tls_client::send(std::string_view bytes) {
  encrypt(bytes);
  flush();
}

void tls_client::encrypt(std::string_view bytes) {
  SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
}

void tls_client::say(std::string_view text) {
  send(client_frame(0x81, text));
}

std::string tls_client::read() {
  auto out = std::string(16'384, '\0');
  for (;;) {
    ERR_clear_error();
    auto got = SSL_read(ssl_.get(), out.data(), static_cast<int>(out.size()));
    flush();
    if (got > 0) {
      out.resize(static_cast<std::size_t>(got));
      return out;
    }
    auto error = SSL_get_error(ssl_.get(), got);
    ended_well_ = error == SSL_ERROR_ZERO_RETURN;
    if (error != SSL_ERROR_WANT_READ || !refill())
      return {};
  }
}

std::string tls_client::rest() {
  auto out = std::exchange(said_, {});
  for (auto some = read(); !some.empty(); some = read())
    out += some;
  return out;
}

std::string tls_client::take(std::size_t bytes) {
  while (said_.size() < bytes) {
    auto some = read();
    if (some.empty())
      FAIL("the server ended the connection: " << said_);
    said_ += some;
  }
  auto out = said_.substr(0, bytes);
  said_.erase(0, bytes);
  return out;
}

std::string tls_client::next() {
  std::size_t size = static_cast<unsigned char>(take(2)[1]);
  if (size >= 126) {
    auto length = take(size == 126 ? 2 : 8);
    size = 0;
    for (unsigned char byte : length)
      size = size << 8 | byte;
  }
  return take(size);
}

void tls_client::close() {
  SSL_shutdown(ssl_.get());
  flush();
}

void tls_client::send_and_close(std::string_view bytes) {
  encrypt(bytes);
  close();
}

void tls_client::update_keys() {
  REQUIRE(SSL_key_update(ssl_.get(), SSL_KEY_UPDATE_REQUESTED) == 1);
  SSL_do_handshake(ssl_.get());
  flush();
}

std::string tls_client::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string tls_client::version() const {
  return SSL_get_version(ssl_.get());
}

long tls_client::serial_of_server() const {
  auto* certificate = SSL_get0_peer_certificate(ssl_.get());
  return certificate ? ASN1_INTEGER_get(X509_get0_serialNumber(certificate))
                     : -1;
}

std::string client_hello() {
  auto ssl = make_ssl({});
  SSL_do_handshake(ssl.get());
  return drain(SSL_get_wbio(ssl.get()));
}

} // namespace tests
