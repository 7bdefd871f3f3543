// How much time the players have left.
#pragma once

#include <troupe/game/rules.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

namespace troupe {

/// A chess clock: it runs for one side at a time. A plain value without a
/// source of time of its own.
class game_clock {
public:
  using duration = std::chrono::nanoseconds;
  using time_point = std::chrono::steady_clock::time_point;

  /// @param each what a side begins with.
  /// @param increment what a side gets for each of its moves.
  game_clock(std::size_t sides, duration each, duration increment)
    : left_(sides, each), increment_(increment) {}

  /// Runs for that side from now on.
  void start(seat_index side, time_point now) {
    running_ = side;
    since_ = now;
  }

  /// A move was made: adds the increment to its side's time, and stands still.
  void press(time_point now) {
    if (running_)
      left_[*running_] += increment_;
    stop(now);
  }

  /// Stands still.
  void stop(time_point now) {
    if (running_)
      left_[*running_] = left(*running_, now);
    running_.reset();
  }

  /// At least 0.
  duration left(seat_index side, time_point now) const {
    auto out = left_[side];
    if (running_ == side)
      out -= now - since_;
    return std::max(out, duration{0});
  }

  void set(seat_index side, duration left) {
    left_[side] = left;
  }

  /// The side that it runs for.
  std::optional<seat_index> running() const noexcept {
    return running_;
  }

private:
  std::vector<duration> left_;
  duration increment_;
  std::optional<seat_index> running_;
  time_point since_{};
};

} // namespace troupe
