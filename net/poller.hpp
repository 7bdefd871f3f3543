// Level-triggered readiness of a loop's sockets.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <sys/epoll.h>

namespace troupe {

/// A socket that wants to hear when it can go on.
/// Owner: somebody who keeps it until the loop's turn is over, also after
/// `remove`.
class poll_handler {
public:
  /// `readable` and `writable` may both be set; an error or a hang-up counts
  /// as readable, so that the next read tells it.
  virtual void on_ready(bool readable, bool writable) = 0;

protected:
  ~poll_handler() = default;

private:
  friend class poller;

  int polled_ = -1; ///< The descriptor, while it is watched.
};

/// One epoll instance: a socket is registered once, not once a read, which
/// saves a system call a message against Asio's `async_wait`.
/// Thread: its loop's.
class poller {
public:
  poller();
  ~poller();

  poller(const poller&) = delete;
  poller& operator=(const poller&) = delete;

  /// Watches `fd` for reading.
  /// @returns whether the kernel took it.
  bool add(int fd, poll_handler& who);

  /// Chooses what `who` hears of from now on.
  void want(poll_handler& who, bool read, bool write);

  /// Must come before the descriptor is closed.
  void remove(poll_handler& who);

  /// Waits until a socket is ready, but not longer than `timeout`; 0: not at
  /// all.
  void wait(std::chrono::milliseconds timeout);

  /// Calls the handlers of the sockets that were ready then.
  void dispatch();

private:
  int epoll_;
  int ready_ = 0; ///< Of `events_`.
  std::array<epoll_event, 512> events_;
};

} // namespace troupe
