#include <apps/load/stream.hpp>

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace load {

namespace {

constexpr std::size_t kept_bytes = 64 * 1024; // of an idle output's memory

std::string_view words(int error) {
  return std::strerror(error);
}

} // namespace

stream::~stream() {
  detach();
}

void stream::attach(int fd) {
  int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fd_ = fd;
  reading_ = true;
  wanted_ = EPOLLIN;
  loop_.watch(fd_, *this, wanted_);
}

void stream::connect(const endpoint& where) {
  auto fd = ::socket(where.address.ss_family,
                     SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return on_lost(words(errno));
  attach(fd);
  connecting_ = true;
  want(EPOLLOUT);
  auto address = reinterpret_cast<const sockaddr*>(&where.address);
  if (::connect(fd, address, where.address_bytes) < 0 && errno != EINPROGRESS)
    lose(words(errno));
}

std::string& stream::output() {
  if (!will_flush_) {
    will_flush_ = true;
    loop_.flush_later(*this);
  }
  return output_;
}

void stream::stop_reading() {
  reading_ = false;
  want(wanted_);
}

void stream::detach() {
  if (fd_ < 0)
    return;
  loop_.forget(fd_);
  ::close(fd_);
  fd_ = -1;
  output_.clear();
  sent_ = 0;
  connecting_ = false;
  ending_ = false;
}

void stream::reset() {
  auto at_once = linger{1, 0};
  if (fd_ >= 0)
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  detach();
}

void stream::detach_when_sent() {
  ending_ = true;
  output(); // so that the end of the turn comes by here
}

void stream::ready(std::uint32_t events) {
  if (fd_ >= 0 && connecting_)
    return finish_connecting();
  if (fd_ >= 0 && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
    read();
  if (fd_ >= 0 && (events & EPOLLOUT))
    send();
}

void stream::flush() {
  will_flush_ = false;
  auto blocked = (wanted_ & EPOLLOUT) != 0; // `ready` will go on
  if (fd_ >= 0 && !blocked)
    send();
}

void stream::send() {
  if (pending() == 0)
    return sent(0);
  auto count = ::send(fd_, waiting().data(), pending(), MSG_NOSIGNAL);
  sent(count < 0 ? -errno : count);
}

void stream::sent(std::int64_t result) {
  if (result < 0 && result != -EAGAIN && result != -EINTR)
    return lose(words(static_cast<int>(-result)));
  sent_ += result > 0 ? static_cast<std::size_t>(result) : 0;
  want(pending() > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
  if (pending() == 0 && ending_)
    return lose("closed");
  forget_sent();
}

// Moves what waits only when it is the smaller part, so that each byte moves
// once at most on average.
void stream::forget_sent() {
  if (sent_ < output_.size() && sent_ < output_.size() / 2)
    return;
  output_.erase(0, sent_);
  sent_ = 0;
  if (output_.empty() && output_.capacity() > kept_bytes)
    output_.shrink_to_fit();
}

void stream::read() {
  auto room = loop_.scratch();
  auto count = ::recv(fd_, room.data(), room.size(), 0);
  if (count > 0)
    on_bytes(room.first(static_cast<std::size_t>(count)));
  else if (count == 0)
    lose("the peer closed the connection");
  else if (errno != EAGAIN && errno != EINTR)
    lose(words(errno));
}

void stream::finish_connecting() {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0)
    return lose(words(error));
  connecting_ = false;
  want(EPOLLIN);
  on_connected();
}

void stream::want(std::uint32_t events) {
  if (!reading_)
    events &= ~std::uint32_t{EPOLLIN};
  if (wanted_ != events)
    loop_.change(fd_, *this, events);
  wanted_ = events;
}

void stream::lose(std::string_view why) {
  detach();
  on_lost(why);
}

} // namespace load
