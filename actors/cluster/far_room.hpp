// What stands here for a room of another node.
#pragma once

#include <troupe/actors/cluster/messages.hpp>
#include <troupe/actors/loop_hosted.hpp>
#include <troupe/actors/roster.hpp>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <string>
#include <unordered_map>
#include <vector>

namespace troupe {

/// What the placement gives a new far room.
struct far_room_setup {
  room_key key;
  std::uint64_t number = 0; ///< Stands for the epoch when it asks to end.
  link_actor link;          ///< To where the room is.
  directory_actor front;
  placement_actor placement; ///< The same actor.
};

/// Keeps the members that are here, passes on what they do, and hands them what
/// the room sends: one message a local relay, whatever came over the link.
class far_room_state {
public:
  static inline const char* name = "troupe.far_room";

  explicit far_room_state(far_room_actor::base* self) : self_(self) {}

  void set_up(far_room_setup setup);

  // -- from here --------------------------------------------------------------

  void join(const join_request& request);
  void leave(const leave_request& request);
  void publish(const publish_request& request);

  /// What members here, who join again, have been told of who else is there.
  void take(const handover& what);

  /// Nobody of them may be left.
  void end_of_rejoin();

  const directory_actor& front() const noexcept {
    return setup_.front;
  }

  room_status status() const;

  // -- from there -------------------------------------------------------------

  /// Whom nobody knows here is sent away again.
  void admit(const far_admission& what);

  void deliver(const far_delivery& what);
  void change(const far_roster& what);
  void confirm(const far_receipt& what);

  /// The room is no more; what is older than its members does not count.
  void lose(const room_lost& what);

  /// Waits a little: the nodes do not agree yet on who has the room.
  void moved();

  /// Has those ask anew who have no answer; ends when that is all of them.
  void look_again();

  /// Has its members ask anew, and ends.
  void end();

  /// There are no members left: ends.
  void retire();

private:
  struct route {
    relay_actor relay;
    std::size_t members = 0;
  };

  struct member {
    caf::actor_addr relay;
    bool admitted = false;
  };

  void retire_if_empty();
  void report_end();
  route* find(const caf::actor_addr& relay);
  void use_route(const relay_actor& relay);
  void forget_route(const caf::actor_addr& relay);

  far_room_actor::base* self_;
  far_room_setup setup_;
  std::unordered_map<session_id, member> members_;
  std::vector<route> routes_;
  roster_list known_;       ///< Whom members here have been told of.
  std::uint64_t epoch_ = 0; ///< The room's; 0: not known yet.
  std::uint64_t sequence_ = 0;
  std::uint64_t there_ = 0; ///< Members in all, at the last admission.
  bool retiring_ = false;
  bool waits_ = false;
};

/// The FAR ROOM's actor.
class far_room final
  : public caf::stateful_actor<far_room_state,
                               loop_hosted<far_room_actor::base>> {
public:
  far_room(caf::actor_config& config, loop_host* host, far_room_setup setup);

  behavior_type make_behavior() override;
};

} // namespace troupe
