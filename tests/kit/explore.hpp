// Runs a scenario under many schedules.
#pragma once

#include <troupe/testkit/simulation.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>

namespace troupe {

/// A scenario failed under one schedule. `what()` says which and how to run it
/// again, and has the trace.
class schedule_failed : public std::runtime_error {
public:
  schedule_failed(const simulation& world, const std::string& why);

  std::uint64_t seed;
  std::uint64_t trace_hash;
};

/// Runs `scenario` in `runs` worlds, each under another schedule. It fails by
/// throwing. With `TROUPE_SEED` in the environment only that schedule runs.
/// @param make builds the world for a seed.
/// @returns how many schedules were run. Throws `schedule_failed`.
std::size_t
explore(std::size_t runs,
        const std::function<std::unique_ptr<simulation>(std::uint64_t)>& make,
        const std::function<void(simulation&)>& scenario);

/// Throws when `claim` is false: for scenarios, whatever test framework runs
/// them.
void require(bool claim, const char* words);

} // namespace troupe
