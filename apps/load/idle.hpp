// The scenario `idle`: connections that say nothing.
#pragma once

#include <apps/load/crowd.hpp>
#include <apps/load/meter.hpp>

namespace load {

struct idle_options {
  crowd_size size{100, 100};
  /// For the news of who joined to calm down.
  std::chrono::milliseconds warm_up{2'000};
  std::chrono::milliseconds measured{5'000};
};

/// What an open connection costs a server: memory, and time if there is any
/// that is spent on doing nothing.
class idle final : private crowd {
public:
  idle(stage& where, const idle_options& how);

  report run();

private:
  void on_heard(connection&, const stamp&, clock::time_point) override {}

  /// Ends earlier when nobody is left.
  void wait_until(clock::time_point end);

  idle_options options_;
};

} // namespace load
