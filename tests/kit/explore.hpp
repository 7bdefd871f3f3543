// Runs a scenario under many schedules.
#pragma once

#include <troupe/testkit/simulation.hpp>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace troupe {

/// The world that a scenario is explored in.
struct exploration {
  std::function<router()> routes; ///< Called for each run.
  simulation_options options{}; ///< `seed` and `fault_limit` are explore's own.
};

/// A scenario failed under one schedule. `what()` says why, under which, with
/// which faults, has the end of the trace, and says how to run it again.
class schedule_failed : public std::runtime_error {
public:
  schedule_failed(const simulation& world, const std::string& why,
                  std::size_t faults_drawn);

  std::uint64_t seed;
  std::uint64_t trace_hash;
  std::size_t steps;
  /// The shortest prefix of the fault script that fails; empty: no fault is
  /// needed.
  std::vector<std::string> faults;
};

/// Runs `scenario` in `runs` worlds, each under another schedule. It fails by
/// throwing. A failure is run again with ever more of its faults, from none,
/// and the first run that fails is reported.
///
/// In the environment: with `TROUPE_SEED` only that schedule runs, with
/// `TROUPE_FAULTS` only so many of its faults. `TROUPE_EXPLORED` names a file
/// that gets a line "runs milliseconds" of processor time for each exploration.
/// `TROUPE_EXPLORE_PERCENT` runs fewer schedules, or more.
/// @returns how many schedules were run. Throws `schedule_failed`.
std::size_t explore(std::size_t runs, const exploration& world,
                    const std::function<void(simulation&)>& scenario);

/// Throws when `claim` is false: for scenarios, whatever test framework runs
/// them.
void expect(bool claim, const char* words);

} // namespace troupe
