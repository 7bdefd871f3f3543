// All actors of one process: the directory, the relays, the way in.
#pragma once

#include <troupe/actors/authenticator.hpp>
#include <troupe/actors/clustering.hpp>
#include <troupe/actors/directory.hpp>
#include <troupe/actors/loop_affinity.hpp>
#include <troupe/actors/relay.hpp>
#include <troupe/actors/router.hpp>
#include <troupe/actors/session.hpp>

#include <caf/actor_system.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace troupe {

/// What an application decides about its node.
struct node_options {
  limits bounds;
  /// Rooms of a kind that is not named get the defaults.
  std::map<std::string, room_options, std::less<>> room_kinds;
  /// Connections that share the loop of their room, which is taken to be what
  /// their path names (see `named_by`); more stay on the loop that accepted
  /// them. 0: all stay.
  std::size_t loop_affinity = 32;
  /// Verifies tokens; without one every token is invalid.
  std::shared_ptr<const token_verifier> tokens;
  /// Hears of each room that is made, for metrics and tests.
  /// Thread: the directory's.
  std::function<void(const room_actor&)> on_room;
  /// Makes the STORE; without it `session::store` is an empty handle.
  std::function<store_actor(caf::actor_system&)> make_store;
  /// Joins the node to others; without it the node is alone.
  std::function<std::unique_ptr<clustering>(caf::actor_system&)> make_cluster;
  /// The wall clock, for what people read. Thread: any.
  std::function<wall_time()> now;
  /// Source of ids that nobody can guess. Thread: any.
  std::function<std::uint64_t()> random;
};

/// A session and the handle that keeps it.
struct session_ref {
  caf::actor handle;
  session* actor = nullptr;
};

/// The actor side of one server process.
///
/// Owner: the application. Lives longer than all sessions and loops.
class node {
public:
  /// @param loops where sessions, rooms and relays live; a null pointer stands
  ///        for the CAF scheduler (the tests' way).
  node(caf::actor_system& system, router routes, node_options options,
       std::vector<loop_host*> loops);

  ~node();

  node(const node&) = delete;
  node& operator=(const node&) = delete;

  caf::actor_system& system() const noexcept {
    return system_;
  }

  const router& routes() const noexcept {
    return routes_;
  }

  const limits& bounds() const noexcept {
    return options_.bounds;
  }

  wall_time now() const {
    return options_.now();
  }

  counters& totals() noexcept {
    return totals_;
  }

  /// Whether a client may open a channel, and who it is. Thread: any.
  const authenticator& gate() const noexcept {
    return gate_;
  }

  /// An id for a connection, and so for its session. Thread: any.
  session_id next_id() noexcept {
    return ++last_id_;
  }

  /// Which loop serves whom. Thread: any.
  troupe::loop_affinity& affinity() noexcept {
    return affinity_;
  }

  /// Starts the session of a connection. Thread: that of loop number `loop`.
  /// @param id from `next_id`; 0: takes the next.
  session_ref
  open(std::size_t loop, admitted what, outbox* out, session_id id = 0);

  // -- broadcasts from server code; thread: any -------------------------------

  template <event T>
  void broadcast(const room_key& room, const T& what, session_id without = 0) {
    broadcast({room.kind, {room.name}, false, publish(what), without, {}});
  }

  template <event T>
  void broadcast(std::string kind, std::set<std::string> rooms, const T& what,
                 session_id without = 0) {
    broadcast(
      {std::move(kind), std::move(rooms), false, publish(what), without, {}});
  }

  template <event T>
  void broadcast_all(std::string kind, const T& what, session_id without = 0) {
    broadcast({std::move(kind), {}, true, publish(what), without, {}});
  }

  void broadcast(broadcast_request what);

  /// Knows all rooms, wherever they are.
  const directory_actor& rooms() const noexcept {
    return front_;
  }

  /// Knows the rooms that are here.
  const directory_actor& own_rooms() const noexcept {
    return directory_;
  }

  const std::vector<relay_actor>& relays() const noexcept {
    return relays_;
  }

  /// Who answers for sessions: the relays, and one for all other nodes.
  std::vector<lookout_actor> lookouts() const;

  /// Null: the node is alone.
  clustering* others() noexcept {
    return others_.get();
  }

  // -- mailboxes, for metrics -------------------------------------------------

  /// Messages that wait for the directory. Thread: any.
  std::size_t waiting_for_directory() const;

  /// Messages that wait for the relay of a loop. Thread: that of the loop.
  std::size_t waiting_for_relay(std::size_t loop) const;

  /// Ends rooms, directory, relays and store. The loops must still run, and all
  /// sessions have ended; calling it twice does nothing.
  void stop();

private:
  directory_setup make_directory_setup();
  void join_others();
  loop_host* loop_of(const room_key& key);

  caf::actor_system& system_;
  router routes_;
  node_options options_;
  std::vector<loop_host*> loops_;
  loop_affinity affinity_;
  authenticator gate_;
  counters totals_;
  store_actor store_;
  std::vector<relay_actor> relays_;
  std::unique_ptr<clustering> others_; ///< Null: the node is alone.
  directory_actor directory_;
  directory_actor front_; ///< `directory_`, or one that knows other nodes.
  std::vector<std::unique_ptr<session_setup>> setups_; ///< One a loop.
  std::atomic<session_id> last_id_{0};
  std::atomic<bool> stopped_{false};
};

/// A user id for somebody who brought none: `user_` and 64 random bits in hex.
std::string anonymous_id(std::uint64_t random);

} // namespace troupe
