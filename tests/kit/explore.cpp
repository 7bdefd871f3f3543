#include <troupe/testkit/explore.hpp>

#include <cstdlib>
#include <string>

namespace troupe {

namespace {

std::string report(const simulation& world, const std::string& why) {
  return why + "\nschedule " + std::to_string(world.seed()) + ", after "
         + std::to_string(world.steps()) + " steps; TROUPE_SEED="
         + std::to_string(world.seed()) + " runs it again\n" + world.trace();
}

void run(const std::function<std::unique_ptr<simulation>(std::uint64_t)>& make,
         const std::function<void(simulation&)>& scenario, std::uint64_t seed) {
  auto world = make(seed);
  try {
    scenario(*world);
  } catch (const std::exception& error) {
    throw schedule_failed{*world, error.what()};
  }
}

} // namespace

schedule_failed::schedule_failed(const simulation& world,
                                 const std::string& why)
  : std::runtime_error(report(world, why)),
    seed(world.seed()),
    trace_hash(world.trace_hash()) {}

std::size_t
explore(std::size_t runs,
        const std::function<std::unique_ptr<simulation>(std::uint64_t)>& make,
        const std::function<void(simulation&)>& scenario) {
  if (const auto* only = std::getenv("TROUPE_SEED")) {
    run(make, scenario, std::strtoull(only, nullptr, 10));
    return 1;
  }
  for (std::uint64_t seed = 1; seed <= runs; ++seed)
    run(make, scenario, seed);
  return runs;
}

void require(bool claim, const char* words) {
  if (!claim)
    throw std::runtime_error{words};
}

} // namespace troupe
