#include <troupe/net/listener.hpp>

#include <troupe/actors/log.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace asio = boost::asio;

namespace troupe {

namespace {

using tcp = asio::ip::tcp;

constexpr int max_accepts = 64; // in one turn
constexpr auto pause_time = std::chrono::milliseconds{200};

problem cannot(const std::string& what, const server_options& options) {
  return {error_code::unavailable,
          "Cannot listen on " + options.bind + ":"
            + std::to_string(options.port) + ": " + what,
          {}};
}

int spare_descriptor() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/// Binds and listens. @returns the descriptor, or -1 with errno set.
int listen_on(const tcp::endpoint& where) {
  auto fd = ::socket(where.protocol().family(),
                     SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -1;
  int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd, where.data(), static_cast<socklen_t>(where.size())) == 0
      && ::listen(fd, SOMAXCONN) == 0)
    return fd;
  auto why = errno;
  ::close(fd);
  errno = why;
  return -1;
}

std::string address_of(const tcp::endpoint& who) {
  auto address = who.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6())
      .to_string();
  return address.to_string();
}

} // namespace

result<std::unique_ptr<listener>>
listener::open(loop& where, counters& totals, const server_options& options,
               taker take) {
  auto ec = boost::system::error_code{};
  auto address = asio::ip::make_address(options.bind, ec);
  if (ec)
    return cannot("not an IP address", options);
  auto fd = listen_on({address, options.port});
  if (fd < 0)
    return cannot(std::strerror(errno), options);
  return std::unique_ptr<listener>{
    new listener{where, totals, fd, std::move(take)}};
}

listener::listener(loop& where, counters& totals, int fd, taker take)
  : loop_(where),
    totals_(totals),
    fd_(fd),
    reserve_(spare_descriptor()),
    take_(std::move(take)) {
  auto self = tcp::endpoint{};
  auto size = static_cast<socklen_t>(self.capacity());
  ::getsockname(fd_, self.data(), &size);
  port_ = self.port();
}

listener::~listener() {
  if (fd_ >= 0)
    ::close(fd_);
  if (reserve_ >= 0)
    ::close(reserve_);
}

void listener::start() {
  loop_.sockets().add(fd_, *this);
}

void listener::stop() {
  if (fd_ < 0)
    return;
  loop_.deadlines().drop(*this);
  loop_.sockets().remove(*this);
  ::close(std::exchange(fd_, -1));
}

void listener::on_ready(bool, bool) {
  for (int i = 0; i < max_accepts && accept_one(); ++i) {
  }
}

bool listener::accept_one() {
  auto who = tcp::endpoint{};
  auto size = static_cast<socklen_t>(who.capacity());
  auto fd = ::accept4(fd_, who.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd >= 0) {
    take_(fd, address_of(who));
    return true;
  }
  if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
    pause();
  return errno == ECONNABORTED || errno == EINTR;
}

void listener::pause() {
  log::warning("descriptors_exhausted", {});
  if (reserve_ >= 0)
    ::close(reserve_);
  auto turned_away = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
  if (turned_away >= 0) {
    count(totals_.turned_away);
    ::close(turned_away);
  }
  reserve_ = spare_descriptor();
  loop_.sockets().want(*this, false, false);
  loop_.deadlines().set(*this, clock::now() + pause_time);
  errno = EMFILE;
}

void listener::on_deadline(clock::time_point) {
  loop_.sockets().want(*this, true, false);
}

} // namespace troupe
