// When what is to be done at a rate is due.
#pragma once

#include <apps/load/event_loop.hpp>

namespace load {

/// Fixed times, evenly spread, whatever becomes of what was due before: who is
/// late is measured from the time at which it should have been.
class schedule {
public:
  /// @param rate per second; 0: something is always due, as of now.
  explicit schedule(double rate) : rate_(rate) {}

  void start(clock::time_point now) {
    start_ = now;
  }

  bool is_due(clock::time_point now) const {
    return next() <= now;
  }

  /// Takes the earliest that nobody took. @pre `is_due(now)`
  /// @returns when it was due.
  clock::time_point take(clock::time_point now);

  /// @returns when the earliest that nobody took is due.
  clock::time_point next() const;

  /// @returns how many were due before `end`, and nobody took.
  std::uint64_t untaken(clock::time_point end) const;

private:
  bool has_rate() const noexcept {
    return rate_ > 0;
  }

  double rate_;
  clock::time_point start_;
  std::uint64_t taken_ = 0;
};

} // namespace load
