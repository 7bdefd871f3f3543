// One thread's sockets, over epoll.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

namespace load {

using clock = std::chrono::steady_clock;

/// Somebody with a descriptor. Must live until the turn is over in which it was
/// forgotten.
class watcher {
public:
  /// @param events as epoll reports them. One may still come, in the same turn,
  ///        after `forget`.
  virtual void ready(std::uint32_t events) = 0;

  /// The turn is over, and `flush_later` was called during it.
  virtual void flush() = 0;

protected:
  ~watcher() = default;
};

/// Waits for descriptors and for one point in time. What a turn's events have
/// written is sent at its end, so that many messages to one socket are one
/// system call.
/// Errors: throws std::system_error when the kernel refuses an epoll call.
class event_loop {
public:
  event_loop();
  ~event_loop();

  event_loop(const event_loop&) = delete;
  event_loop& operator=(const event_loop&) = delete;

  /// Watches `fd` for `events` (EPOLLIN, EPOLLOUT), level-triggered.
  void watch(int fd, watcher& who, std::uint32_t events);
  void change(int fd, watcher& who, std::uint32_t events);

  /// Must come before `fd` is closed.
  void forget(int fd);

  /// Calls `who.flush()` at the end of this turn, or the start of the next.
  void flush_later(watcher& who) {
    unflushed_.push_back(&who);
  }

  /// Waits until something happened, `until` at the latest, and handles it.
  void turn(clock::time_point until);

  /// Memory for one read; whoever is called next overwrites it.
  std::span<char> scratch() noexcept {
    return scratch_;
  }

private:
  void control(int operation, int fd, watcher* who, std::uint32_t events);
  void set_alarm(clock::time_point until);
  void flush_all();

  int epoll_;
  int alarm_; ///< A timerfd: epoll's own time-out knows only milliseconds.
  clock::time_point alarm_at_ = clock::time_point::max();
  std::vector<watcher*> unflushed_;
  std::vector<char> scratch_;
};

} // namespace load
