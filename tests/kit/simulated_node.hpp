// One node of a simulation: its actor system, its actors, its clients'
// sessions.
#pragma once

#include <troupe/actors/node.hpp>
#include <troupe/testkit/client.hpp>
#include <troupe/testkit/network.hpp>

#include <caf/actor_cast.hpp>
#include <caf/actor_system_config.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace caf::scheduler {
class test_coordinator;
}

namespace troupe {

/// How a node of a simulation differs from its defaults.
struct simulated_node_options {
  std::string name;
  node_options actors;
  std::function<void(std::string_view node, caf::actor_system_config&)>
    configure;
  std::chrono::nanoseconds elapsed{0}; ///< Where its clock starts.
  network* wires = nullptr;            ///< Null: it is alone. Outlives it.
  std::size_t number = 0;              ///< Its place in the network.
  std::chrono::milliseconds heartbeat_interval{0};
  std::chrono::milliseconds connection_timeout{0};
};

/// A whole `node` on CAF's test scheduler. Users see `simulation`, and this
/// where they start their own actors.
class simulated_node {
public:
  using time_point = std::chrono::steady_clock::time_point;

  simulated_node(simulated_node_options options, const router& routes);
  ~simulated_node();

  simulated_node(const simulated_node&) = delete;
  simulated_node& operator=(const simulated_node&) = delete;

  const std::string& name() const noexcept {
    return options_.name;
  }

  node& actors() noexcept {
    return *node_;
  }

  caf::actor_system& system() noexcept {
    return *system_;
  }

  /// A connection whose session is opened by the request; one that is refused,
  /// or ended when the node is gone.
  std::shared_ptr<fake_connection>
  connect(std::string_view path, const connect_options& options);

  // -- other nodes; with the next steps ---------------------------------------

  /// Lets other nodes reach the actor at this one's name and `port`. Throws
  /// `std::invalid_argument` if something listens there.
  template <class Handle>
  void publish(const Handle& whom, std::uint16_t port) {
    publish(caf::actor_cast<caf::strong_actor_ptr>(whom),
            system_->message_types<Handle>(), port);
  }

  /// Reaches for what `host` has published at `port`.
  /// @param then is not called when there is no answer; gets null when it is
  ///        refused.
  void dial(std::string host, std::uint16_t port,
            std::function<void(caf::strong_actor_ptr)> then);

  /// Has `from` connected to this node, without an actor.
  void link(simulated_node& from);

  // -- its end ----------------------------------------------------------------

  /// Nothing moves here any more, and its clients' connections break. What was
  /// its own is kept until the simulation ends, as tests have handles to it.
  void kill(peers_see what);

  bool alive() const noexcept {
    return alive_;
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

  /// Whether a timer is set, not counting those within CAF, as its heartbeat.
  bool waits() const;

  /// Moves the clock; timers that are due become jobs.
  void pass(std::chrono::nanoseconds time);

  // -- what there is to see ---------------------------------------------------

  /// Actors that have not ended; none when it was killed.
  std::size_t running() const;

  /// The rooms that are alive, but those that wait for their end.
  std::vector<room_status> rooms() const;

  room_actor find(const room_key& key);

private:
  void watch_rooms(node_options& options);
  void open(fake_connection& made, std::string_view path,
            const connect_options& options);
  void publish(caf::strong_actor_ptr whom, std::set<std::string> signatures,
               std::uint16_t port);
  void end_actors();
  void run_all();

  simulated_node_options options_;
  std::unique_ptr<caf::actor_system_config> config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::scheduler::test_coordinator* scheduler_;
  simulated_multiplexer* backend_ = nullptr; ///< Null: there is no network.
  std::vector<caf::weak_actor_ptr> rooms_;   ///< All that were ever made.
  std::vector<std::shared_ptr<fake_connection>> connections_;
  std::unique_ptr<node> node_;
  bool alive_ = true;
};

} // namespace troupe
