// A store that does what a test tells it to.
#pragma once

#include <troupe/actors/interfaces.hpp>

#include <caf/actor_system.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace troupe {

/// Keeps records in memory, across the crashes of nodes, and has troubles when
/// told to. One for all nodes of a simulation, as a database server would be.
class simulated_store {
public:
  simulated_store() : state_(std::make_shared<state>()) {}

  /// From now on it answers at once.
  void works();

  /// From now on it does nothing, and says that it cannot.
  void fails();

  /// From now on it answers so much later; the changes are made at once.
  void answers_after(std::chrono::nanoseconds delay);

  /// From now on it does nothing and says nothing.
  void falls_silent();

  /// Requests that it has seen, in whatever mood.
  std::size_t requests() const noexcept {
    return state_->requests;
  }

  /// Puts a record there, without asking an actor.
  void put(record what);

  /// What is kept, without asking an actor.
  std::vector<record> read(const store_query& query) const;

  /// The STORE of one node.
  store_actor spawn(caf::actor_system& system) const;

private:
  enum class mood { works, fails, is_silent };

  struct state {
    using key = std::pair<std::string, std::string>;

    std::map<key, std::map<std::string, std::string>> records;
    mood how = mood::works;
    std::chrono::nanoseconds delay{0};
    std::size_t requests = 0;

    void write(const std::vector<store_change>& changes);
    std::vector<record> read(const store_query& query) const;
  };

  class server;

  std::shared_ptr<state> state_;
};

} // namespace troupe
