#include <troupe/net/poller.hpp>

#include <cerrno>
#include <system_error>
#include <unistd.h>

namespace troupe {

poller::poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0)
    throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

poller::~poller() {
  ::close(epoll_);
}

bool poller::add(int fd, poll_handler& who) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP;
  event.data.ptr = &who;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0)
    return false;
  who.polled_ = fd;
  return true;
}

void poller::want(poll_handler& who, bool read, bool write) {
  if (who.polled_ < 0)
    return;
  epoll_event event{};
  event.events = (read ? EPOLLIN | EPOLLRDHUP : 0u) | (write ? EPOLLOUT : 0u);
  event.data.ptr = &who;
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, who.polled_, &event);
}

void poller::remove(poll_handler& who) {
  if (who.polled_ < 0)
    return;
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, who.polled_, nullptr);
  who.polled_ = -1;
}

void poller::wait(std::chrono::milliseconds timeout) {
  ready_
    = ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()),
                   static_cast<int>(timeout.count()));
}

void poller::dispatch() {
  for (int i = 0; i < ready_; ++i) {
    const auto& event = events_[static_cast<std::size_t>(i)];
    auto& who = *static_cast<poll_handler*>(event.data.ptr);
    if (who.polled_ < 0)
      continue; // Removed by a handler before it in this batch.
    auto what = event.events;
    who.on_ready((what & ~std::uint32_t{EPOLLOUT}) != 0,
                 (what & EPOLLOUT) != 0);
  }
}

} // namespace troupe
