// Ends another thread's waiting.
#pragma once

namespace troupe::chess {

/// Once raised, it stays so. Thread: any.
class stop_signal {
public:
  /// Throws `std::system_error` when there is no descriptor to be had.
  stop_signal();
  ~stop_signal();

  stop_signal(const stop_signal&) = delete;
  stop_signal& operator=(const stop_signal&) = delete;

  void raise() noexcept;

  /// Readable from then on: what others wait for beside their own.
  int descriptor() const noexcept {
    return event_;
  }

private:
  int event_;
};

} // namespace troupe::chess
