// One node of a simulation: its actor system, its actors, its clients'
// sessions.
#pragma once

#include <troupe/actors/node.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace caf::scheduler {
class test_coordinator;
}

namespace troupe {

/// A whole `node` on CAF's test scheduler. Users see `simulation`.
class simulated_node {
public:
  using time_point = std::chrono::steady_clock::time_point;

  simulated_node(std::string name, const router& routes, node_options options);
  ~simulated_node();

  simulated_node(const simulated_node&) = delete;
  simulated_node& operator=(const simulated_node&) = delete;

  const std::string& name() const noexcept {
    return name_;
  }

  node& actors() noexcept {
    return *node_;
  }

  caf::actor_system& system() noexcept {
    return *system_;
  }

  // -- steps ------------------------------------------------------------------

  /// Actors that have a message to handle.
  std::size_t jobs() const;

  caf::resumable* job(std::size_t index) const;

  /// Has that actor handle one message.
  void run(std::size_t index);

  // -- time -------------------------------------------------------------------

  time_point now() const;

  /// When the next timer is due, if there is one.
  std::optional<time_point> next_timer() const;

  /// Moves the clock; timers that are due become jobs.
  void pass(std::chrono::nanoseconds time);

  // -- what there is to see ---------------------------------------------------

  /// Actors that have not ended.
  std::size_t running() const;

  /// The rooms that are alive, but those that wait for their end.
  std::vector<room_status> rooms() const;

  room_actor find(const room_key& key);

private:
  void watch_rooms(node_options& options);

  std::string name_;
  std::unique_ptr<caf::actor_system_config> config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::scheduler::test_coordinator* scheduler_;
  std::vector<caf::weak_actor_ptr> rooms_; ///< All that were ever made.
  std::unique_ptr<node> node_;
};

} // namespace troupe
