#include "tickets.hpp"

#include "catch.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>

using namespace troupe;

namespace {

/// Sets a variable of the environment for as long as it lives.
class environment {
public:
  environment(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }

  ~environment() {
    ::unsetenv(name_);
  }

private:
  const char* name_;
};

template <class F>
std::optional<schedule_failed> failure_of(F&& explored) {
  try {
    explored();
  } catch (const schedule_failed& found) {
    return found;
  }
  return std::nullopt;
}

std::optional<schedule_failed> planted_bug(std::size_t runs) {
  return failure_of(
    [&] { explore(runs, {tickets::routes}, tickets::two_want_the_last_one); });
}

std::string in_one_line(const schedule_failed& found) {
  return std::to_string(found.seed) + ' ' + std::to_string(found.steps) + ' '
         + std::to_string(found.trace_hash);
}

/// What this test program prints when it runs one of its hidden tests.
std::string in_another_process(const std::string& test) {
  auto program = std::filesystem::read_symlink("/proc/self/exe").string();
  auto command = '\'' + program + "' '" + test + "' 2>&1";
  auto pipe = std::unique_ptr<FILE, int (*)(FILE*)>{
    ::popen(command.c_str(), "r"), ::pclose};
  auto out = std::string{};
  auto piece = std::array<char, 4096>{};
  while (std::fgets(piece.data(), piece.size(), pipe.get()))
    out += piece.data();
  return out;
}

} // namespace

TEST_CASE("a check that is not the act is found, and replays", "[explore]") {
  auto found = planted_bug(500);
  REQUIRE(found);
  INFO(found->what());
  auto report = std::string{found->what()};
  auto seed = std::to_string(found->seed);
  CHECK(report.starts_with("the ticket is sold once\nschedule " + seed));
  CHECK(report.find("TROUPE_SEED=" + seed) != std::string::npos);
  CHECK(report.find("client 1 sends text") != std::string::npos);

  auto again = environment{"TROUPE_SEED", seed};
  auto replayed = planted_bug(500);
  REQUIRE(replayed);
  CHECK(in_one_line(*replayed) == in_one_line(*found));
}

TEST_CASE("prints the planted bug", "[.replay]") {
  std::puts(in_one_line(planted_bug(1).value()).c_str());
}

TEST_CASE("a failure replays step by step in another process", "[explore]") {
  auto found = planted_bug(500);
  REQUIRE(found);
  auto again = environment{"TROUPE_SEED", std::to_string(found->seed)};
  auto printed = in_another_process("prints the planted bug");
  INFO(printed);
  CHECK(printed.find(in_one_line(*found) + '\n') != std::string::npos);
}

TEST_CASE("other seeds are other schedules", "[explore]") {
  auto hashes = std::set<std::uint64_t>{};
  auto runs = explore(50, {tickets::routes}, [&](simulation& sim) {
    auto ann = sim.connect("/tickets"), bob = sim.connect("/tickets");
    ann.sends(tickets::buy{});
    bob.sends(tickets::buy{});
    sim.settle();
    hashes.insert(sim.trace_hash());
  });
  CHECK(hashes.size() > runs / 2);
}

TEST_CASE("a failure names the shortest script of faults that fails",
          "[explore]") {
  auto explored
    = [] { explore(100, {tickets::routes}, tickets::one_wants_a_ticket); };
  auto found = failure_of(explored);
  REQUIRE(found);
  INFO(found->what());
  REQUIRE_FALSE(found->faults.empty());
  CHECK(found->faults.back().find("the store fails") != std::string::npos);
  for (std::size_t i = 0; i + 1 < found->faults.size(); ++i)
    CHECK(found->faults[i].find("the store fails") == std::string::npos);
  CHECK(std::string{found->what()}.find(" of 12 faults") != std::string::npos);

  auto seed = environment{"TROUPE_SEED", std::to_string(found->seed)};
  auto faults = std::to_string(found->faults.size());
  auto one_less = std::to_string(found->faults.size() - 1);
  {
    auto limit = environment{"TROUPE_FAULTS", faults};
    auto replayed = failure_of(explored);
    REQUIRE(replayed);
    CHECK(in_one_line(*replayed) == in_one_line(*found));
  }
  auto limit = environment{"TROUPE_FAULTS", one_less};
  CHECK_FALSE(failure_of(explored));
}

TEST_CASE("a world that never settles is an error", "[explore]") {
  auto routes = router{};
  routes.add("/loop", accepts<>, [](session* self, const handshake&) {
    self->send(self, caf::ok_atom_v);
    return caf::message_handler{
      [self](caf::ok_atom) { self->send(self, caf::ok_atom_v); }};
  });
  auto options = simulation_options{};
  options.max_steps = 1'000;
  simulation sim{routes, options};
  auto ann = sim.connect("/loop");
  CHECK_THROWS_WITH(sim.settle(), "the simulation does not settle");
}
