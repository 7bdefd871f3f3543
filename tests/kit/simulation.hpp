// A whole node without threads, sockets or a real clock.
#pragma once

#include <troupe/actors/node.hpp>
#include <troupe/testkit/client.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace caf::scheduler {
class test_coordinator;
}

namespace troupe {

/// How a simulation differs from its defaults.
struct simulation_options {
  node_options actors; ///< `now` and `random` are the simulation's own.
  /// Which of all legal orders to run; 0: first come, first served.
  std::uint64_t seed = 0;
};

/// What a simulated client says when it connects.
struct connect_options {
  std::map<std::string, std::string, std::less<>>
    headers; ///< Lower-case names.
  std::string address = "127.0.0.1";
};

/// The real actors of an application under a scheduler that does one step when
/// told to, and a clock that stands still.
///
///     simulation sim{routes()};
///     auto ann = sim.connect("/chat/lobby"), bob = sim.connect("/chat/lobby");
///     ann.sends(chat_message{"hi"});
///     sim.settle();
///     CHECK(bob.received("chat_message").at("message") == "hi");
///
/// Thread: the one that made it.
class simulation {
public:
  explicit simulation(router routes, simulation_options options = {});
  ~simulation();

  simulation(const simulation&) = delete;
  simulation& operator=(const simulation&) = delete;

  /// A client that asks for this path (with query). Its session's first
  /// handler runs with the next steps.
  client connect(std::string_view path, const connect_options& options = {});

  /// Lets one actor handle one message, or one client do one thing.
  /// @returns whether there was anything to do.
  bool step();

  /// Runs until nothing is left to do; time stands still.
  /// @returns the number of steps. Throws `std::runtime_error` after a million.
  std::size_t settle();

  /// Settles, then moves the clock; a timer fires at most 10 ms late.
  void advance(std::chrono::nanoseconds time);

  /// Ends the room's actor as a bug in it would; nothing when there is none.
  void crash_room(const room_key& key);

  node& actors() noexcept {
    return *node_;
  }

  caf::actor_system& system() noexcept {
    return *system_;
  }

  std::uint64_t seed() const noexcept {
    return options_.seed;
  }

  std::size_t steps() const noexcept {
    return trace_.size();
  }

  /// Who did what, a line a step.
  std::string trace() const;

  /// Equal for equal schedules, across processes.
  std::uint64_t trace_hash() const;

private:
  std::size_t pick(std::size_t choices);
  void run_job(std::size_t index);
  void end();
  std::chrono::nanoseconds now() const;

  simulation_options options_;
  std::mt19937_64 schedule_;
  std::mt19937_64 ids_;
  std::unique_ptr<caf::actor_system_config> config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::scheduler::test_coordinator* scheduler_;
  std::chrono::nanoseconds started_{0};
  std::unique_ptr<node> node_;
  std::vector<std::shared_ptr<fake_connection>> clients_;
  std::vector<std::string> trace_;
};

} // namespace troupe
