#include <troupe/testkit/explore.hpp>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <limits>
#include <optional>

namespace troupe {

namespace {

constexpr auto all_faults = std::numeric_limits<std::size_t>::max();

/// Lines of the trace that a report shows.
constexpr std::size_t shown_steps = 60;

std::string report(const simulation& world, const std::string& why,
                   std::size_t faults_drawn) {
  auto seed = std::to_string(world.seed());
  auto needed = std::to_string(world.struck().size());
  auto out
    = why + "\nschedule " + seed + ", after " + std::to_string(world.steps())
      + " steps, with "
      + (faults_drawn == 0 ? "no faults"
                           : "the first " + needed + " of "
                               + std::to_string(faults_drawn) + " faults");
  for (const auto& each : world.struck())
    out += "\n  " + each;
  return out + "\nTROUPE_SEED=" + seed + " TROUPE_FAULTS=" + needed
         + " runs it again\n" + world.trace(shown_steps);
}

class explorer {
public:
  explorer(const exploration& world,
           const std::function<void(simulation&)>& scenario)
    : world_(world), scenario_(scenario) {}

  /// @returns the failure with all faults up to the limit, if it fails.
  std::optional<schedule_failed>
  run(std::uint64_t seed, std::size_t fault_limit, std::size_t drawn = 0) {
    auto options = world_.options;
    options.seed = seed;
    options.fault_limit = fault_limit;
    simulation sim{world_.routes(), std::move(options)};
    try {
      scenario_(sim);
    } catch (const std::exception& error) {
      return schedule_failed{sim, error.what(),
                             std::max(drawn, sim.struck().size())};
    }
    return std::nullopt;
  }

  /// Throws the shortest failure of the schedule.
  void expect_success(std::uint64_t seed, std::size_t fault_limit) {
    auto failed = run(seed, fault_limit);
    if (!failed)
      return;
    auto drawn = failed->faults.size();
    for (std::size_t limit = 0; limit < drawn; ++limit)
      if (auto shorter = run(seed, limit, drawn))
        throw *shorter;
    throw *failed;
  }

private:
  const exploration& world_;
  const std::function<void(simulation&)>& scenario_;
};

std::optional<std::uint64_t> number_in_environment(const char* name) {
  const auto* text = std::getenv(name);
  if (!text)
    return std::nullopt;
  return std::strtoull(text, nullptr, 10);
}

void write_down(std::size_t runs, std::clock_t took) {
  if (const auto* file = std::getenv("TROUPE_EXPLORED"))
    std::ofstream{file, std::ios::app} << runs << ' '
                                       << took * 1'000 / CLOCKS_PER_SEC << '\n';
}

} // namespace

schedule_failed::schedule_failed(const simulation& world,
                                 const std::string& why,
                                 std::size_t faults_drawn)
  : std::runtime_error(report(world, why, faults_drawn)),
    seed(world.seed()),
    trace_hash(world.trace_hash()),
    steps(world.steps()),
    faults(world.struck()) {}

std::size_t explore(std::size_t runs, const exploration& world,
                    const std::function<void(simulation&)>& scenario) {
  auto explorer = troupe::explorer{world, scenario};
  if (auto only = number_in_environment("TROUPE_SEED")) {
    auto faults = number_in_environment("TROUPE_FAULTS").value_or(all_faults);
    if (auto failed = explorer.run(*only, faults))
      throw *failed;
    return 1;
  }
  auto percent = number_in_environment("TROUPE_EXPLORE_PERCENT").value_or(100);
  runs = std::max<std::size_t>(1, runs * percent / 100);
  auto begin = std::clock(); // Processor time: others may keep us waiting.
  for (std::uint64_t seed = 1; seed <= runs; ++seed)
    explorer.expect_success(seed, all_faults);
  write_down(runs, std::clock() - begin);
  return runs;
}

void expect(bool claim, const char* words) {
  if (!claim)
    throw std::runtime_error{words};
}

} // namespace troupe
