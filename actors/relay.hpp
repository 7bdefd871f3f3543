// Which sessions of one loop are in which room.
#pragma once

#include <troupe/actors/interfaces.hpp>
#include <troupe/actors/loop_hosted.hpp>
#include <troupe/actors/membership.hpp>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <map>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace troupe {

/// The second level of the fan-out: takes one message a room and publication,
/// and hands the shared frame to the local members by plain calls.
///
/// Thread: its loop's, the same as that of the sessions it holds. They call
/// `add`, `remove` and `leave` directly.
class relay_state {
public:
  static inline const char* name = "troupe.relay";

  explicit relay_state(relay_actor::base* self) : self_(self) {}

  // -- called by sessions of this loop ----------------------------------------

  /// @pre `who` stays until `remove`.
  void add(session_id id, session* who);

  void remove(session_id id);

  /// Stops deliveries to an admitted member; the room is not told.
  void leave(const membership& member);

  /// Keeps the membership of a session that ends before its room answered:
  /// what it published is sent then, and after it that it left.
  void adopt(std::unique_ptr<membership> orphan);

  // -- from rooms -------------------------------------------------------------

  /// Tells the session, and delivers to it from now on. A session that is gone
  /// meanwhile is reported to the room.
  void admit(const admission& what);

  void deliver(const delivery& what);

  void confirm(const receipt& what);

  void lose(const room_lost& what);

  // -- for operators ----------------------------------------------------------

  session_list list(const session_query& which) const;

  disconnect_receipt disconnect(const disconnect_request& which);

private:
  using local_room = std::vector<membership*>;

  template <class Chooser>
  std::vector<session*> choose(Chooser&& wanted) const;
  membership* find(session_id id, const room_key& key) const;
  void enter(membership& member, std::uint64_t epoch);
  void finish(membership& member, const room_actor& room);

  relay_actor::base* self_;
  std::unordered_map<session_id, session*> sessions_;
  std::unordered_map<std::uint64_t, local_room> rooms_; ///< By epoch.
  std::map<std::pair<session_id, room_key>, std::unique_ptr<membership>>
    orphans_;
};

/// The RELAY's actor; lives as long as its loop.
class relay final
  : public caf::stateful_actor<relay_state, loop_hosted<relay_actor::base>> {
public:
  relay(caf::actor_config& config, loop_host* host);

  behavior_type make_behavior() override;
};

} // namespace troupe
