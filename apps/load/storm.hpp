// The scenario `storm`: all are cut off at once, and all come back at once.
#pragma once

#include <apps/load/crowd.hpp>
#include <apps/load/meter.hpp>

namespace load {

struct storm_options {
  crowd_size size{10, 100};
  std::uint32_t rounds = 3;
};

/// How long it takes until everyone is back, and hears their room again. The
/// time of each starts with the storm, as it would for a user.
class storm final : private crowd {
public:
  storm(stage& where, const storm_options& how);

  /// Errors: throws std::runtime_error when not all came back in time.
  report run();

private:
  void on_heard(connection&, const stamp&, clock::time_point) override {}

  storm_options options_;
};

} // namespace load
