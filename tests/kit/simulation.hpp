// A whole application without threads, sockets or a real clock.
#pragma once

#include <troupe/testkit/client.hpp>
#include <troupe/testkit/fault.hpp>
#include <troupe/testkit/invariant.hpp>
#include <troupe/testkit/network.hpp>
#include <troupe/testkit/simulated_node.hpp>
#include <troupe/testkit/simulated_store.hpp>
#include <troupe/testkit/trace.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

/// How a simulation differs from its defaults.
struct simulation_options {
  /// `now`, `random` and `make_store` are the simulation's own.
  node_options actors;
  /// Which of all legal orders to run; 0: first come, first served.
  std::uint64_t seed = 0;
  /// One node for each name; empty: a single one. Several have CAF's middleman,
  /// on a network: see `simulation::link`.
  std::vector<std::string> nodes;
  /// Steps without time passing, and moments at which a timer fires in one
  /// `advance`; more are an error.
  std::size_t max_steps = 200'000;
  /// Makes the actors of a node that are not those of `node`; called whenever
  /// one starts.
  std::function<void(simulated_node&)> start;
  /// Registers one's own messages; called before a node starts.
  std::function<void(std::string_view node, caf::actor_system_config&)>
    configure;
  /// What is different on this node; called whenever one starts.
  std::function<void(std::string_view node, node_options&)> adjust;
  /// How often nodes that are connected say that they are there; 0: never.
  std::chrono::milliseconds heartbeat_interval{500};
  /// After how much silence a connection between nodes ends; 0: it does not.
  std::chrono::milliseconds connection_timeout{2'000};
  /// Only so many of the faults that `suffers` draws do strike; `explore`
  /// lowers it to find the shortest script that fails.
  std::size_t fault_limit = std::numeric_limits<std::size_t>::max();
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
/// It throws and returns, and asserts nothing: any test framework will do.
/// Thread: the one that made it.
class simulation {
public:
  /// Where `publish` and `remote` meet.
  static constexpr std::uint16_t default_port = 7000;

  explicit simulation(const router& routes, simulation_options options = {});
  ~simulation();

  simulation(const simulation&) = delete;
  simulation& operator=(const simulation&) = delete;

  /// A client that asks for this path (with query). Its session's first
  /// handler runs with the next steps.
  client connect(std::string_view path, const connect_options& options = {});

  // -- steps and time ---------------------------------------------------------

  /// Lets one actor handle one message, one client do one thing, one node read
  /// from another, or one fault strike; then checks what `upholds` claims.
  /// @returns whether there was anything to do. Throws `invariant_broken`.
  bool step();

  /// Runs until nothing is left to do; time stands still.
  /// @returns the number of steps. Throws `std::runtime_error` after
  ///          `max_steps`.
  std::size_t settle();

  /// Settles, then lets time pass: each timer fires at its very moment, and
  /// all settles before the next one does.
  void advance(std::chrono::nanoseconds time);

  /// Moves the clock at once; what is due then becomes things to do.
  void pass(std::chrono::nanoseconds time);

  /// Virtual time since the start.
  std::chrono::nanoseconds elapsed() const;

  // -- several nodes ----------------------------------------------------------
  // What the nodes' own actors ask the middleman for, with `connect_atom` and
  // `publish_atom`, is served as well; the host name of a node is its name.

  /// Connects two nodes, and again when the link heals or one starts again.
  void link(std::string_view from, std::string_view to);

  /// Lets other nodes reach the actor, with the next steps.
  template <class Handle>
  void publish(std::string_view node, const Handle& whom,
               std::uint16_t port = default_port) {
    on(node).publish(whom, port);
  }

  /// Settles, has `from` reach for the actor that `to` has published, settles.
  /// @returns an empty handle if there is none, or no way to it.
  template <class Handle = caf::actor>
  Handle remote(std::string_view from, std::string_view to,
                std::uint16_t port = default_port) {
    return caf::actor_cast<Handle>(reach(from, to, port));
  }

  /// Both ends see their connections break; what was on its way is lost, and
  /// new connections are refused.
  void cut(std::string_view a, std::string_view b);

  /// What is sent between the two waits, and nobody is told.
  void silence(std::string_view a, std::string_view b);

  /// What waits is delivered; what was linked is connected again.
  void heal(std::string_view a, std::string_view b);

  /// Ends a node as a crash would. Its clients' connections break.
  void kill(std::string_view node, peers_see what = peers_see::failure);

  /// Starts a new node of the same name; one that is alive is killed before.
  /// References to the old `simulated_node` stay valid, and mean the old one.
  void restart(std::string_view node);

  // -- what goes wrong --------------------------------------------------------

  /// Draws a script of `count` of these faults, each at a random step (by the
  /// seed), on the way through the next `settle` or `advance`.
  void suffers(std::vector<fault> choice, std::size_t count);

  /// The faults that have struck so far, each with its step.
  const std::vector<std::string>& struck() const noexcept {
    return struck_;
  }

  /// Ends the room's actor as a bug in it would; nothing when there is none.
  void crash_room(const room_key& key);

  /// Moves the wall clock, which people read, but no timer.
  void jump_clock(std::chrono::milliseconds by);

  simulated_store& store() noexcept {
    return store_;
  }

  // -- what always holds ------------------------------------------------------

  /// Has this checked after every step from now on.
  void upholds(invariant claim);

  // -- what there is to see ---------------------------------------------------

  /// @param name of the node; empty: the first.
  simulated_node& on(std::string_view name = {});

  node& actors() {
    return on().actors();
  }

  caf::actor_system& system() {
    return on().system();
  }

  const std::vector<std::unique_ptr<simulated_node>>& nodes() const noexcept {
    return nodes_;
  }

  const std::vector<client>& clients() const noexcept {
    return clients_;
  }

  /// Nothing to do, and no timer set.
  bool idle() const;

  std::uint64_t seed() const noexcept {
    return options_.seed;
  }

  std::size_t steps() const noexcept {
    return trace_.size();
  }

  /// Who did what, a line a step; the last so many.
  std::string
  trace(std::size_t last = std::numeric_limits<std::size_t>::max()) const {
    return trace_.text(last);
  }

  /// Equal for equal schedules, across processes of the same build.
  std::uint64_t trace_hash() const {
    return trace_.hash();
  }

private:
  struct scripted {
    std::size_t steps_before; ///< Steps since the fault before.
    fault what;
  };

  node_options options_of(std::string_view node);
  void start_node(std::size_t index);
  void connect_links();
  caf::strong_actor_ptr
  reach(std::string_view from, std::string_view to, std::uint16_t port);
  void strike();
  bool step_one();
  std::vector<std::size_t> ready_clients() const;
  std::size_t pick(std::size_t choices);
  void check();
  std::chrono::nanoseconds
  until_next_event(std::chrono::nanoseconds most) const;
  void run_jobs() noexcept;

  simulation_options options_;
  std::mt19937_64 schedule_;
  std::mt19937_64 ids_;
  std::mt19937_64 faults_;
  simulated_store store_;
  std::chrono::nanoseconds elapsed_{0};
  std::chrono::milliseconds clock_jumps_{0};
  router routes_;
  std::unique_ptr<network> network_; ///< Null for a single node.
  std::vector<std::unique_ptr<simulated_node>> nodes_;
  std::vector<std::unique_ptr<simulated_node>> graveyard_;
  std::set<std::pair<std::size_t, std::size_t>> linked_; ///< From, to.
  std::vector<std::shared_ptr<fake_connection>> connections_;
  std::vector<client> clients_;
  std::vector<scripted> script_; ///< Still to strike, the next one last.
  std::size_t quiet_steps_ = 0;  ///< Since the last fault.
  std::vector<std::string> struck_;
  std::vector<invariant> claims_;
  troupe::trace trace_;
};

} // namespace troupe
