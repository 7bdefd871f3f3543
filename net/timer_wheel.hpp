// Deadlines of many connections for the price of one timer.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>

namespace troupe {

/// Something with a deadline. Stands in at most one wheel; leaves it when it
/// is destroyed.
class wheel_entry {
public:
  using clock = std::chrono::steady_clock;

  wheel_entry() = default;
  wheel_entry(const wheel_entry&) = delete;
  wheel_entry& operator=(const wheel_entry&) = delete;

  /// Called once the deadline has passed, a tick late at most. The entry is
  /// out of the wheel then, and may be set again.
  virtual void on_deadline(clock::time_point now) = 0;

protected:
  ~wheel_entry() {
    unlink();
  }

private:
  friend class timer_wheel;

  void unlink() noexcept;

  wheel_entry* prev_ = nullptr;
  wheel_entry* next_ = nullptr;
  clock::time_point deadline_{};
};

/// A hashed wheel: setting and dropping a deadline costs a few pointers.
/// Thread: its loop's.
class timer_wheel {
public:
  using clock = wheel_entry::clock;

  static constexpr auto tick = std::chrono::milliseconds{100};

  explicit timer_wheel(clock::time_point now);

  /// Sets or moves the entry's deadline.
  void set(wheel_entry& entry, clock::time_point deadline);

  void drop(wheel_entry& entry) noexcept {
    entry.unlink();
  }

  /// Calls every entry whose deadline has passed.
  void advance(clock::time_point now);

  /// @returns the tick at which `advance` may have something to do, at most
  ///          one turn of the wheel ahead.
  clock::time_point next_due();

private:
  /// Head of a circular list.
  struct slot final : wheel_entry {
    slot();
    void on_deadline(clock::time_point) override {}
  };

  std::size_t tick_of(clock::time_point when) const;
  void expire(slot& from, clock::time_point now);

  static constexpr std::size_t slots = 256;

  clock::time_point start_;
  std::size_t done_ = 0;    ///< Ticks that have been handled.
  std::size_t soonest_ = 0; ///< No entry waits in a tick before this.
  std::array<slot, slots> slots_;
};

} // namespace troupe
