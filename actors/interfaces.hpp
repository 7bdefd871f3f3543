// Every actor of Troupe and every message between them, on one page.
//
//   client -> SESSION -> DIRECTORY -> ROOM      join: makes the room on demand
//             SESSION -------------> ROOM      publish, leave
//             SESSION <- RELAY <---- ROOM      admission, deliveries, receipts
//
// The SESSION takes, beside the rows below, what its channel handles: the
// client's events, `opened`, `binary`, `ping_frame`, `pong_frame`, `closed`,
// `joined` (see channel.hpp).
#pragma once

#include <troupe/actors/store.hpp>
#include <troupe/protocol/frame.hpp>
#include <troupe/protocol/publication.hpp>

#include <caf/actor_addr.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/type_id.hpp>
#include <caf/typed_actor.hpp>

#include <compare>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace troupe {

struct join_request;
struct leave_request;
struct publish_request;
struct broadcast_request;
struct post_request;
struct post_receipt;
struct room_command;
struct room_answer;
struct retire_request;
struct release_request;
struct handover;
struct retired;
struct linger_over;
struct rejoin_over;
struct wake_up;
struct admission;
struct delivery;
struct roster_change;
struct receipt;
struct room_key;
struct room_lost;
struct session_query;
struct session_list;
struct disconnect_request;
struct disconnect_receipt;
struct room_status;
struct store_write;
struct store_reply;

/// The RELAY, one a loop: knows which sessions of its loop are in which room,
/// and hands them what the room sends. Implemented by relay.cpp.
using relay_actor = caf::typed_actor<
  // A session is a member now: from here on it gets what the room sends.
  caf::reacts_to<admission>,
  // One publication for all local members of a room, but one perhaps.
  caf::reacts_to<delivery>,
  // Who came and went: only for the relay of another node, which keeps a list.
  caf::reacts_to<roster_change>,
  // A publication that a client wanted confirmed has its place in the room.
  caf::reacts_to<receipt>,
  // The room's actor crashed: its members ask the DIRECTORY for a new one.
  caf::reacts_to<room_lost>,
  // The relay's own timer: tokens of its sessions may have ended.
  caf::reacts_to<wake_up>,
  // Lists the local sessions of a user.
  caf::replies_to<session_query>::with<session_list>,
  // Closes local sessions, and says how many.
  caf::replies_to<disconnect_request>::with<disconnect_receipt>>;

/// Who answers for sessions: the RELAY for its own, the CLUSTER for those of
/// other nodes.
using lookout_actor = caf::typed_actor<
  caf::replies_to<session_query>::with<session_list>,
  caf::replies_to<disconnect_request>::with<disconnect_receipt>>;

/// The ROOM, one a key: owns its membership set and its sequence number.
/// Implemented by room.cpp.
using room_actor = caf::typed_actor<
  // Adds a member and tells the others. Joining twice counts once. A room that
  // is about to end sends it back to the DIRECTORY.
  caf::reacts_to<join_request>,
  // Removes a member and tells the others; unknown ones are ignored.
  caf::reacts_to<leave_request>,
  // Sends an event to all members, but one perhaps.
  caf::reacts_to<publish_request>,
  // Sends an event to all members and says how many they are.
  caf::replies_to<post_request>::with<post_receipt>,
  // Does what a kind of room can do beside the above; `room` itself refuses.
  caf::replies_to<room_command>::with<room_answer>,
  // The DIRECTORY has forgotten this room: nobody can join any more, so end.
  caf::reacts_to<retired>,
  // It moves to another node: says what that one needs, before it is retired.
  caf::reacts_to<release_request>,
  // What there was of this room before.
  caf::reacts_to<handover>,
  // The room's own timer: who has not come back by now is gone.
  caf::reacts_to<rejoin_over>,
  // The room's own timer: it has been empty for its linger time.
  caf::reacts_to<linger_over>,
  // The own timer of a room that has one.
  caf::reacts_to<wake_up>,
  // Says how full the room is.
  caf::replies_to<caf::get_atom>::with<room_status>>;

/// The DIRECTORY: which actor is the room of a key. Makes rooms on demand and
/// is the only one that ends them. Implemented by directory.cpp.
using directory_actor = caf::typed_actor<
  // Passes the request on to the room, which is made if there is none.
  caf::reacts_to<join_request>,
  // An empty room asks to end: it is forgotten, then told so.
  caf::reacts_to<retire_request>,
  // A room ends although it has members, who ask for it anew.
  caf::reacts_to<release_request>,
  // Passed on to the room, which is made if there is none.
  caf::reacts_to<handover>,
  // From now on this relay is told when a room is lost, too.
  caf::reacts_to<caf::add_atom, relay_actor>,
  // Sends an event to one room, several rooms, or all rooms of a kind.
  caf::reacts_to<broadcast_request>,
  // Sends an event to one room and says how many members that reached.
  caf::replies_to<post_request>::with<post_receipt>,
  // Passes the command on to the room, which is made if there is none.
  caf::replies_to<room_command>::with<room_answer>,
  // How full one room is; epoch 0 when there is none.
  caf::replies_to<room_key>::with<room_status>,
  // Lists the rooms, each with its epoch; the numbers in it are zero.
  caf::replies_to<caf::get_atom>::with<std::vector<room_status>>>;

/// The CLUSTER, as an operator sees it. Implemented by cluster/cluster.cpp.
using cluster_status_actor = caf::typed_actor<
  // The nodes and the links to them, as a JSON object.
  caf::replies_to<caf::get_atom>::with<std::string>>;

/// The STORE: what outlives the process. It may take its time; whoever asks
/// sets a timeout. One that is full answers at once that it is. Implemented by
/// the actors of stores/.
using store_actor = caf::typed_actor<
  // Makes all changes or none; the reply comes when they are safe.
  caf::replies_to<store_write>::with<store_reply>,
  // Reads records.
  caf::replies_to<store_query>::with<store_reply>>;

// -- names --------------------------------------------------------------------

/// Which room: its kind ("chat") and its name within the kind ("lobby").
struct room_key {
  std::string kind;
  std::string name;

  friend auto operator<=>(const room_key&, const room_key&) = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, room_key& x) {
  return f(x.kind, x.name);
}

/// One connection; never used again. 0 is nobody.
using session_id = std::uint64_t;

// -- to the DIRECTORY and the ROOM --------------------------------------------

/// A session wants to be a member.
struct join_request {
  room_key room;
  session_id session = 0;
  std::string user_id;
  relay_actor relay;      ///< Where the session's deliveries go.
  publication joined;     ///< Told to the others; an empty body means nothing.
  publication left;       ///< Told to the others when it leaves.
  bool again = false;     ///< It was a member before the room was lost.
  bool elsewhere = false; ///< The relay is that of another node.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, join_request& x) {
  return f(x.room, x.session, x.user_id, x.relay, x.joined, x.left, x.again,
           x.elsewhere);
}

/// A session is gone, or wants to be.
struct leave_request {
  session_id session = 0;
  bool moved = false; ///< Stays a member elsewhere: nobody is told.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, leave_request& x) {
  return f(x.session, x.moved);
}

/// An event for the members of a room.
struct publish_request {
  publication what;
  session_id except = 0;  ///< Gets nothing; 0: everybody gets it.
  session_id confirm = 0; ///< Gets a receipt; 0: nobody does.
  std::string ref;        ///< JSON text for the receipt.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, publish_request& x) {
  return f(x.what, x.except, x.confirm, x.ref);
}

/// An event for rooms that are named, or for all of a kind. Rooms that do not
/// exist are not made for it.
struct broadcast_request {
  std::string kind;
  std::set<std::string> names;
  bool all_rooms = false; ///< Then `names` does not count.
  publication what;
  session_id except = 0;
  std::set<std::string> except_rooms; ///< By name, of all rooms.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, broadcast_request& x) {
  return f(x.kind, x.names, x.all_rooms, x.what, x.except, x.except_rooms);
}

/// An event for one room, whose sender wants to know what became of it.
struct post_request {
  room_key room;
  publication what;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, post_request& x) {
  return f(x.room, x.what);
}

/// How many members a post was sent to; 0 when there is no such room.
struct post_receipt {
  std::uint64_t members = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, post_receipt& x) {
  return f(x.members);
}

/// Something that only rooms of one kind understand.
struct room_command {
  room_key room;
  std::string name;
  std::string data;       ///< JSON text.
  session_id session = 0; ///< On whose behalf; 0: nobody's.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, room_command& x) {
  return f(x.room, x.name, x.data, x.session);
}

/// What became of it.
struct room_answer {
  std::uint8_t refused = 0; ///< An `error_code`; 0: done.
  std::string message;      ///< Why, for the client.
  std::string reason;       ///< Why exactly; may be empty.
  std::string data;         ///< JSON text of the answer; may be empty.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, room_answer& x) {
  return f(x.refused, x.message, x.reason, x.data);
}

/// A room that is empty asks to be forgotten.
struct retire_request {
  room_key room;
  std::uint64_t epoch = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, retire_request& x) {
  return f(x.room, x.epoch);
}

/// A room shall end here, with its members in it.
struct release_request {
  room_key room;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, release_request& x) {
  return f(x.room);
}

/// A member, and what others are told of it.
struct roster_entry {
  session_id session = 0;
  publication joined;
  publication left;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, roster_entry& x) {
  return f(x.session, x.joined, x.left);
}

/// What is known of a room that ends, or whose node has died, for the actor
/// that serves its key next. It comes before those who join again.
struct handover {
  room_key room;
  std::uint64_t epoch = 0; ///< Of the room that was.
  /// Whom the members on one node have been told of, themselves too.
  std::vector<roster_entry> members;
  std::string state;  ///< As the kind of room keeps it; may be empty.
  relay_actor from{}; ///< That of the other node; empty: it was this node.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, handover& x) {
  return f(x.room, x.epoch, x.members, x.state, x.from);
}

/// The directory's answer: no join can arrive behind this one.
struct retired {};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, retired&) {
  return f();
}

/// The linger time is over that began when the room emptied for the nth time.
struct linger_over {
  std::uint64_t emptied = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, linger_over& x) {
  return f(x.emptied);
}

/// The time to come back is over, if the nth reason to wait was the last one.
struct rejoin_over {
  std::uint64_t turn = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, rejoin_over& x) {
  return f(x.turn);
}

/// A time has come that the actor itself has set.
struct wake_up {
  std::uint64_t what = 0; ///< As a room numbers them.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, wake_up& x) {
  return f(x.what);
}

/// How a room stands, for members, metrics and tests.
struct room_status {
  room_key room;
  std::uint64_t epoch = 0;    ///< Other for each actor that serves this key.
  std::uint64_t members = 0;  ///< Sessions in it now.
  std::uint64_t sequence = 0; ///< `seq` of the last event that had one.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, room_status& x) {
  return f(x.room, x.epoch, x.members, x.sequence);
}

// -- to the RELAY -------------------------------------------------------------

/// The room took the session in.
struct admission {
  session_id session = 0;
  room_actor room;
  room_status status;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, admission& x) {
  return f(x.session, x.room, x.status);
}

/// A frame for all local members of the room with this epoch. Stays within
/// the process: a frame is shared, not copied.
struct delivery {
  std::uint64_t epoch = 0;
  frame_ptr what;
  session_id except = 0;
  session_id only = 0; ///< Then nobody else gets it.
};

/// A change of the list of a room's members that another node keeps. It and
/// what is told of it arrive together or not at all. Stays within the process.
struct roster_change {
  std::vector<roster_entry> entered;
  std::vector<session_id> left;
  delivery told; ///< Its frame may be null: nothing.
};

/// The publication with this `ref` was sent as number `sequence` (0: it has
/// none).
struct receipt {
  session_id session = 0;
  std::string ref;
  std::uint64_t sequence = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, receipt& x) {
  return f(x.session, x.ref, x.sequence);
}

/// The actor that served this key under this epoch is no more.
struct room_lost {
  room_key room;
  std::uint64_t epoch = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, room_lost& x) {
  return f(x.room, x.epoch);
}

/// Which sessions?
struct session_query {
  std::string user_id;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, session_query& x) {
  return f(x.user_id);
}

/// One session, as others see it.
struct session_info {
  session_id session = 0;
  std::string route; ///< As it was declared, "/chat/:room_id".
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, session_info& x) {
  return f(x.session, x.route);
}

struct session_list {
  std::vector<session_info> sessions; ///< By session.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, session_list& x) {
  return f(x.sessions);
}

/// The sessions of a user, or one session, shall close.
struct disconnect_request {
  std::string user_id;    ///< Empty: only `session` counts.
  session_id session = 0; ///< 0: only `user_id` counts.
  std::uint16_t code = 0; ///< A `close_code`, or one of the application's.
  std::string reason;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, disconnect_request& x) {
  return f(x.user_id, x.session, x.code, x.reason);
}

struct disconnect_receipt {
  std::uint64_t sessions = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, disconnect_receipt& x) {
  return f(x.sessions);
}

// -- to the STORE -------------------------------------------------------------

/// Changes that belong together.
struct store_write {
  std::vector<store_change> changes;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, store_write& x) {
  return f(x.changes);
}

/// What the STORE says to either.
struct store_reply {
  std::string trouble;         ///< Empty when it was done; for the log.
  std::vector<record> records; ///< For a query.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, store_reply& x) {
  return f(x.trouble, x.records);
}

} // namespace troupe

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::delivery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::roster_change)

CAF_BEGIN_TYPE_ID_BLOCK(troupe, caf::first_custom_type_id)

  CAF_ADD_TYPE_ID(troupe, (troupe::room_key))
  CAF_ADD_TYPE_ID(troupe, (troupe::join_request))
  CAF_ADD_TYPE_ID(troupe, (troupe::leave_request))
  CAF_ADD_TYPE_ID(troupe, (troupe::publish_request))
  CAF_ADD_TYPE_ID(troupe, (troupe::broadcast_request))
  CAF_ADD_TYPE_ID(troupe, (troupe::post_request))
  CAF_ADD_TYPE_ID(troupe, (troupe::post_receipt))
  CAF_ADD_TYPE_ID(troupe, (troupe::room_command))
  CAF_ADD_TYPE_ID(troupe, (troupe::room_answer))
  CAF_ADD_TYPE_ID(troupe, (troupe::retire_request))
  CAF_ADD_TYPE_ID(troupe, (troupe::release_request))
  CAF_ADD_TYPE_ID(troupe, (troupe::retired))
  CAF_ADD_TYPE_ID(troupe, (troupe::linger_over))
  CAF_ADD_TYPE_ID(troupe, (troupe::rejoin_over))
  CAF_ADD_TYPE_ID(troupe, (troupe::handover))
  CAF_ADD_TYPE_ID(troupe, (troupe::wake_up))
  CAF_ADD_TYPE_ID(troupe, (troupe::room_status))
  CAF_ADD_TYPE_ID(troupe, (std::vector<troupe::room_status>))
  CAF_ADD_TYPE_ID(troupe, (troupe::admission))
  CAF_ADD_TYPE_ID(troupe, (troupe::receipt))
  CAF_ADD_TYPE_ID(troupe, (troupe::room_lost))
  CAF_ADD_TYPE_ID(troupe, (troupe::session_query))
  CAF_ADD_TYPE_ID(troupe, (troupe::session_list))
  CAF_ADD_TYPE_ID(troupe, (troupe::disconnect_request))
  CAF_ADD_TYPE_ID(troupe, (troupe::disconnect_receipt))
  CAF_ADD_TYPE_ID(troupe, (troupe::record))
  CAF_ADD_TYPE_ID(troupe, (troupe::store_change))
  CAF_ADD_TYPE_ID(troupe, (troupe::store_query))
  CAF_ADD_TYPE_ID(troupe, (troupe::store_write))
  CAF_ADD_TYPE_ID(troupe, (troupe::store_reply))
  CAF_ADD_TYPE_ID(troupe, (troupe::relay_actor))
  CAF_ADD_TYPE_ID(troupe, (troupe::room_actor))
  CAF_ADD_TYPE_ID(troupe, (troupe::directory_actor))
  CAF_ADD_TYPE_ID(troupe, (troupe::store_actor))

CAF_END_TYPE_ID_BLOCK(troupe)
