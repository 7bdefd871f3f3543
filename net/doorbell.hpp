// How other threads wake a loop.
#pragma once

#include <troupe/net/poller.hpp>

namespace troupe {

/// A descriptor that is readable once somebody has rung.
class doorbell final : private poll_handler {
public:
  explicit doorbell(poller& where);
  ~doorbell();

  doorbell(const doorbell&) = delete;
  doorbell& operator=(const doorbell&) = delete;

  /// Makes the poller's wait end, now or the next time. Thread: any.
  void ring() noexcept;

private:
  void on_ready(bool readable, bool writable) override;

  poller& poller_;
  int fd_;
};

} // namespace troupe
