#include <apps/load/event_loop.hpp>

#include <cerrno>
#include <ctime>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <system_error>
#include <unistd.h>

namespace load {

namespace {

constexpr std::size_t scratch_bytes = 256 * 1024;
constexpr int max_events = 256; // in one turn

int checked(int result, const char* what) {
  if (result < 0)
    throw std::system_error{errno, std::generic_category(), what};
  return result;
}

} // namespace

event_loop::event_loop()
  : epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
    alarm_(
      checked(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC),
              "timerfd_create")),
    scratch_(scratch_bytes) {
  control(EPOLL_CTL_ADD, alarm_, nullptr, EPOLLIN);
}

event_loop::~event_loop() {
  ::close(alarm_);
  ::close(epoll_);
}

void event_loop::watch(int fd, watcher& who, std::uint32_t events) {
  control(EPOLL_CTL_ADD, fd, &who, events);
}

void event_loop::change(int fd, watcher& who, std::uint32_t events) {
  control(EPOLL_CTL_MOD, fd, &who, events);
}

void event_loop::forget(int fd) {
  control(EPOLL_CTL_DEL, fd, nullptr, 0);
}

void event_loop::turn(clock::time_point until) {
  flush_all();
  auto wait = until > clock::now();
  if (wait)
    set_alarm(until);
  epoll_event events[max_events];
  auto count = ::epoll_wait(epoll_, events, max_events, wait ? -1 : 0);
  for (int i = 0; i < count; ++i) {
    if (auto* who = static_cast<watcher*>(events[i].data.ptr)) {
      who->ready(events[i].events);
    } else {
      std::uint64_t expirations = 0;
      [[maybe_unused]] auto got
        = ::read(alarm_, &expirations, sizeof expirations);
      alarm_at_ = clock::time_point::max();
    }
  }
  flush_all();
}

void event_loop::control(int operation, int fd, watcher* who,
                         std::uint32_t events) {
  auto event = epoll_event{};
  event.events = events;
  event.data.ptr = who;
  checked(::epoll_ctl(epoll_, operation, fd, &event), "epoll_ctl");
}

void event_loop::set_alarm(clock::time_point until) {
  using namespace std::chrono;
  if (until == alarm_at_)
    return;
  alarm_at_ = until;
  auto time = until.time_since_epoch();
  auto whole = duration_cast<seconds>(time);
  auto when = itimerspec{};
  when.it_value.tv_sec = static_cast<std::time_t>(whole.count());
  when.it_value.tv_nsec
    = static_cast<long>(duration_cast<nanoseconds>(time - whole).count());
  ::timerfd_settime(alarm_, TFD_TIMER_ABSTIME, &when, nullptr);
}

void event_loop::flush_all() {
  // A flush can fail, and what follows from that can write again.
  for (std::size_t i = 0; i < unflushed_.size(); ++i)
    unflushed_[i]->flush();
  unflushed_.clear();
}

} // namespace load
