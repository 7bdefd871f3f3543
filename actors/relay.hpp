// Which sessions of one loop are in which room.
#pragma once

#include <troupe/actors/expiry_watch.hpp>
#include <troupe/actors/frame_batch.hpp>
#include <troupe/actors/interfaces.hpp>
#include <troupe/actors/loop_hosted.hpp>
#include <troupe/actors/membership.hpp>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace troupe {

struct session_setup;

/// The second level of the fan-out: takes one message a room and publication,
/// and hands it to the local members by plain calls. What a room has for all of
/// them in one turn of the loop goes to each in one call, as one shared batch.
///
/// Whoever has something else for a member hands over such batches before
/// (`settle`), so that an answer comes behind the events it is about.
///
/// Thread: its loop's, the same as that of the sessions it holds. They call
/// `add`, `remove` and `leave` directly.
class relay_state : private actors_guest {
public:
  static inline const char* name = "troupe.relay";

  explicit relay_state(relay_actor::base* self) : self_(self) {}

  ~relay_state();

  /// @param host null: batches are of one frame, and handed over at once.
  void live_on(loop_host* host) {
    host_ = host;
  }

  /// @pre `setup` outlives it.
  void serve(const session_setup& setup) {
    setup_ = &setup;
  }

  // -- called by sessions of this loop ----------------------------------------

  /// @pre `who` stays until `remove`.
  void add(session_id id, session* who);

  void remove(session_id id);

  /// Has it told when its token ends, by the wall clock, which may jump.
  void watch(session* who, wall_time end);

  void unwatch(session* who, wall_time end) {
    tokens_.remove(who, end);
  }

  /// Hands over what has been gathered for rooms.
  void settle();

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

  // -- from itself ------------------------------------------------------------

  void look_at_tokens();

  // -- for operators ----------------------------------------------------------

  session_list list(const session_query& which) const;

  disconnect_receipt disconnect(const disconnect_request& which);

private:
  struct local_room {
    std::vector<membership*> members;
    frame_batch_ptr gathered; ///< Null: nothing.
  };

  using time_point = std::chrono::steady_clock::time_point;

  void look_at_tokens_later();
  void after_actors() override;
  void gather(local_room& room, const delivery& what);
  void hand_over(local_room& room);
  frame_batch_ptr take_batch();

  template <class Chooser>
  std::vector<session*> choose(Chooser&& wanted) const;
  membership* find(session_id id, const room_key& key) const;
  void enter(membership& member, std::uint64_t epoch);
  void finish(membership& member, const room_actor& room);

  relay_actor::base* self_;
  loop_host* host_ = nullptr;
  const session_setup* setup_ = nullptr;
  std::unordered_map<session_id, session*> sessions_;
  std::unordered_map<std::uint64_t, local_room> rooms_; ///< By epoch.
  std::map<std::pair<session_id, room_key>, std::unique_ptr<membership>>
    orphans_;
  expiry_watch tokens_;
  std::optional<time_point> next_look_;  ///< At the tokens.
  std::vector<std::uint64_t> gathering_; ///< Rooms that may have some.
  bool will_be_called_ = false;          ///< `after_actors`, this turn.
  std::vector<frame_batch_ptr> spent_;   ///< Handed over; for use again.
};

/// The RELAY's actor; lives as long as its loop.
class relay final
  : public caf::stateful_actor<relay_state, loop_hosted<relay_actor::base>> {
public:
  relay(caf::actor_config& config, loop_host* host);

  behavior_type make_behavior() override;
};

} // namespace troupe
