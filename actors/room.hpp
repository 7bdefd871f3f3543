// One room: who is in it, and in which order its events go out.
#pragma once

#include <troupe/actors/counters.hpp>
#include <troupe/actors/interfaces.hpp>
#include <troupe/actors/loop_hosted.hpp>
#include <troupe/actors/roster.hpp>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace troupe {

/// What all rooms of a kind have in common.
struct room_options {
  /// How long a room stays when nobody is in it.
  std::chrono::milliseconds linger{0};
  /// Makes the actor of a room, for rooms of one's own that derive from `room`;
  /// the default is `spawn_room<room>`. Thread: the directory's.
  std::function<room_actor(caf::actor_system&, loop_host*, struct room_setup)>
    make;
};

/// What the directory gives a new room.
struct room_setup {
  room_key key;
  std::uint64_t epoch = 0;
  room_options options;
  directory_actor directory;
  store_actor store;                          ///< Empty when the node has none.
  std::function<wall_time()> now;             ///< For time stamps.
  counters* totals = nullptr;                 ///< Outlives the room.
  std::function<std::uint64_t()> random = {}; ///< Unguessable.
  bool in_cluster = false; ///< Members may be on other nodes.
};

/// What a room remembers. Touched by its own actor only, so it holds no lock.
class room_state {
public:
  static inline const char* name = "troupe.room";

  explicit room_state(room_actor::base* self) : self_(self) {}

  void set_up(room_setup setup);

  /// Adds the member, has its relay deliver to it from now on, tells the
  /// others. Sends the request back while the room waits for its end.
  void join(const join_request& request);

  /// Removes the member and tells the others, unless it has only moved; asks
  /// to end after the last.
  void leave(session_id session, bool moved = false);

  /// A relay is gone.
  /// @returns its members, who have to leave.
  std::vector<session_id> lose(const caf::actor_addr& relay);

  /// Numbers and stamps the event, encodes it once, hands it to every relay.
  void publish(const publish_request& request);

  /// As `publish`, for the members that there are.
  post_receipt post(const post_request& request);

  /// Sends an event to one member only, if it is one.
  void tell_one(const publication& what, session_id member);

  /// What there was before. Who was a member then has some time to come back.
  void take(const handover& what);

  /// The time to come back is over: tells who has left, and who is there.
  void end_of_rejoin(std::uint64_t turn);

  /// Hands over what there is to whoever serves the key next, and waits for
  /// its end.
  void hand_over(std::string state_of_kind);

  /// A room that is kept stays when it is empty.
  void keep(bool wanted);

  /// Lets an empty room end: for rooms that worked without a member.
  void settle();

  /// Asks to end, if nobody came since the room emptied for the nth time.
  void end_of_linger(std::uint64_t emptied);

  room_status status() const;

  bool has(session_id session) const {
    return members_.contains(session);
  }

  /// Those who are members now, in a fixed order.
  std::vector<session_id> members() const;

  const directory_actor& directory() const noexcept {
    return setup_.directory;
  }

  /// Whether it has asked to end; it takes no members any more.
  bool retiring() const noexcept {
    return retiring_;
  }

private:
  struct member {
    std::string user_id;
    caf::actor_addr relay;
    publication left;
  };

  /// A relay with how many members it serves.
  struct route {
    relay_actor relay;
    std::size_t members = 0;
    bool elsewhere = false; ///< It keeps a list of the members.

    roster::node node() const {
      return elsewhere ? relay.address() : roster::node{};
    }
  };

  bool use_route(const join_request& request);
  void list_members(const relay_actor& for_whom);
  void announce(const join_request& request, bool new_route);
  void announce(const roster_entry& who, bool entered, bool again);
  void note(const roster_entry& who, bool entered);
  delivery delivery_of(const publication& what, session_id except);
  std::vector<roster::node> nodes() const;
  void wait_for_others();
  void tell_differences();
  void tell(const publication& what, session_id except);
  frame_ptr encode(const publication& what) const;
  void forget_route(const caf::actor_addr& relay);

  room_actor::base* self_;
  room_setup setup_;
  std::unordered_map<session_id, member> members_;
  std::vector<route> routes_;      ///< As many as there are loops at most.
  std::unique_ptr<roster> roster_; ///< Null: the node is alone.
  std::uint64_t rejoin_turn_ = 0;
  bool rejoining_ = false; ///< It was handed over, and others may come still.
  std::uint64_t sequence_ = 0;
  std::uint64_t emptied_ = 0;
  bool kept_ = false;
  bool retiring_ = false;
};

/// The ROOM's actor. Ends when the directory says `retired`.
///
/// Rooms of one's own derive from it: they change what a verb does, or add
/// commands, and `room_options::make` makes them.
class room
  : public caf::stateful_actor<room_state, loop_hosted<room_actor::base>> {
public:
  room(caf::actor_config& config, loop_host* host, room_setup setup);

  behavior_type make_behavior() final;

protected:
  virtual void join(const join_request& request);
  virtual void leave(const leave_request& request);
  virtual void publish(const publish_request& request);

  /// @returns `unsupported`. A room that asks others first returns a promise.
  virtual caf::result<room_answer> command(const room_command& request);

  /// Has `woken` called with `what` so much later.
  void wake_after(std::chrono::nanoseconds time, std::uint64_t what);

  virtual void woken(std::uint64_t what);

  /// The room is to move to another node; it may take its time.
  virtual void release();

  /// What goes with the room to another node, for `inherit` there; "": nothing.
  virtual std::string heritage();

  /// Nobody has joined yet, most likely.
  virtual void inherit(const std::string& state_of_kind);

  /// The room ends in peace: it is empty, or moves to another node.
  virtual void before_end();

private:
  void take(const handover& what);
};

/// What a room says when it refuses a command.
room_answer refusal_of(const problem& why);

/// Its inverse. @pre the command was refused.
problem problem_of(const room_answer& refused);

/// Spawns a room; `Room` derives from `room`.
template <class Room>
room_actor
spawn_room(caf::actor_system& system, loop_host* host, room_setup setup) {
  return caf::actor_cast<room_actor>(
    spawn_on<Room>(system, host, std::move(setup)));
}

} // namespace troupe
