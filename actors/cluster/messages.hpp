// Every actor of the cluster and every message between them, on one page.
//
//   node a                                            node b
//   SESSION -> PLACEMENT -> FAR ROOM -> LINK ~~~~~~~> LINK -> PLACEMENT -> ROOM
//   SESSION <-   RELAY   <- FAR ROOM <- LINK <~~~~~~~ LINK <-------------- ROOM
//                           CLUSTER ~ (NODE GUARD) ~> CLUSTER
//
// Only LINKs, and for their hello CLUSTERs, talk to another node. To a ROOM the
// LINK is a RELAY, that of all members on its peer; to a SESSION the FAR ROOM
// is the ROOM, and the PLACEMENT the DIRECTORY.
#pragma once

#include <troupe/actors/interfaces.hpp>

#include <caf/message.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

struct link_batch;
struct link_ack;
struct node_hello;
struct node_welcome;
struct far_join;
struct far_leave;
struct far_publish;
struct far_admission;
struct far_delivery;
struct far_roster;
struct far_handover;
struct far_receipt;
struct far_moved;
struct far_gone;
struct guest_join;
struct guest_command;
struct link_open;
struct link_forget;
struct link_figures;
struct node_figures;
struct node_leaving;
struct cluster_view;
struct peer_timer;

// -- between nodes ------------------------------------------------------------

/// What the LINK of one node sees of that of the other.
using link_end = caf::typed_actor<
  // The next messages, in order.
  caf::reacts_to<link_batch>,
  // Has handled all messages up to this one.
  caf::reacts_to<link_ack>>;

/// What a node publishes. Implemented by guard.cpp.
using node_guard_actor = caf::typed_actor<
  // Another node wants a link; it gets one, or the reason why not.
  caf::replies_to<node_hello>::with<node_welcome>>;

// -- within a node ------------------------------------------------------------

/// The LINK, one a peer that is there. Implemented by peer_link.cpp.
using link_actor = relay_actor::extend<
  // The other end is known now.
  caf::reacts_to<link_open>,
  // From FAR ROOMs, for the room there.
  caf::reacts_to<far_join>, caf::reacts_to<far_leave>,
  caf::reacts_to<far_publish>,
  // The same, when the room has moved there.
  caf::reacts_to<far_handover>,
  // Nothing more is wanted for this FAR ROOM.
  caf::reacts_to<link_forget>,
  // The peer asks for a room that does not belong here.
  caf::reacts_to<far_moved>,
  // What the directory there is asked.
  caf::reacts_to<broadcast_request>,
  caf::replies_to<post_request>::with<post_receipt>,
  caf::replies_to<room_command>::with<room_answer>,
  caf::replies_to<room_key>::with<room_status>,
  caf::replies_to<caf::get_atom>::with<std::vector<room_status>>,
  // This node hands over its rooms.
  caf::reacts_to<node_leaving>,
  // How full this end is; how many sessions and rooms the peer has.
  caf::replies_to<caf::ok_atom>::with<link_figures>,
  caf::replies_to<caf::tick_atom>::with<node_figures>,
  // Its own reminder to send what has gathered.
  caf::reacts_to<caf::flush_atom>,
  // Its own timer: nobody has answered this question.
  caf::reacts_to<peer_timer>,
  // From the other end.
  caf::reacts_to<link_batch>, caf::reacts_to<link_ack>>;

/// The FAR ROOM: stands for a room of another node. Implemented by
/// far_room.cpp.
using far_room_actor = room_actor::extend<
  // From the room, by the LINK.
  caf::reacts_to<far_admission>, caf::reacts_to<far_delivery>,
  caf::reacts_to<far_roster>, caf::reacts_to<far_receipt>,
  caf::reacts_to<room_lost>,
  // The room is not, or no longer, where it was looked for.
  caf::reacts_to<far_moved>,
  // The PLACEMENT has forgotten it; its members ask anew.
  caf::reacts_to<caf::close_atom>>;

/// The PLACEMENT: the DIRECTORY of all nodes' rooms. Implemented by
/// placement.cpp.
using placement_actor = directory_actor::extend<
  // Which nodes there are now.
  caf::reacts_to<cluster_view>,
  // The node's own directory.
  caf::reacts_to<caf::put_atom, directory_actor>,
  // From LINKs, for rooms that the peer takes to be here.
  caf::reacts_to<guest_join>, caf::replies_to<guest_command>::with<room_answer>,
  // A FAR ROOM has ended; its members join again behind this.
  caf::reacts_to<far_gone>>;

/// The CLUSTER: which nodes are there. Implemented by cluster.cpp.
using cluster_actor = cluster_status_actor::extend<
  caf::replies_to<node_hello>::with<node_welcome>,
  // For the sessions of other nodes.
  caf::replies_to<session_query>::with<session_list>,
  caf::replies_to<disconnect_request>::with<disconnect_receipt>,
  // A peer hands over its rooms.
  caf::reacts_to<node_leaving>,
  // This node shall do so.
  caf::reacts_to<caf::leave_atom>,
  // Its own timers: dial again; the grace is over.
  caf::reacts_to<caf::connect_atom, peer_timer>,
  caf::reacts_to<caf::delete_atom, peer_timer>>;

/// Says whether a TCP port can be reached: a `connect` of CAF's waits for
/// minutes. Implemented by prober.cpp.
using prober_actor
  = caf::typed_actor<caf::replies_to<std::string, std::uint16_t>::with<bool>>;

// -- the hello ----------------------------------------------------------------

/// Of what stands on this page: nodes with another one cannot talk.
constexpr std::uint32_t link_protocol = 3;

/// Stays as it is in all versions, so that a node of another one is told so.
struct node_hello {
  std::uint32_t version = 0; ///< Its `link_protocol`.
  std::string cluster;
  std::string whom; ///< The name of the node that it looks for.
  std::string name;
  std::uint64_t incarnation = 0; ///< Another one for each start.
  link_end link;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, node_hello& x) {
  return f(x.version, x.cluster, x.whom, x.name, x.incarnation, x.link);
}

struct node_welcome {
  std::string refusal; ///< Empty: welcome.
  std::uint64_t incarnation = 0;
  link_end link;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, node_welcome& x) {
  return f(x.refusal, x.incarnation, x.link);
}

// -- on a link ----------------------------------------------------------------

/// Messages on a link count from 1.
struct link_batch {
  std::uint64_t first = 0;
  std::vector<caf::message> items;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, link_batch& x) {
  return f(x.first, x.items);
}

struct link_ack {
  std::uint64_t last = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, link_ack& x) {
  return f(x.last);
}

/// As `join_request`; the relay is the LINK.
struct far_join {
  room_key room;
  session_id session = 0;
  std::string user_id;
  publication joined;
  publication left;
  bool again = false;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, far_join& x) {
  return f(x.room, x.session, x.user_id, x.joined, x.left, x.again);
}

/// As `leave_request`.
struct far_leave {
  std::uint64_t epoch = 0;
  session_id session = 0;
  bool moved = false;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, far_leave& x) {
  return f(x.epoch, x.session, x.moved);
}

struct far_publish {
  std::uint64_t epoch = 0;
  publish_request what;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, far_publish& x) {
  return f(x.epoch, x.what);
}

/// As `admission`.
struct far_admission {
  session_id session = 0;
  room_status status;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, far_admission& x) {
  return f(x.session, x.status);
}

/// As `delivery`, with what the frame says in place of the frame.
struct far_delivery {
  std::uint64_t epoch = 0;
  bool binary = false;
  std::string payload;
  session_id except = 0;
  session_id only = 0;
  std::string key{}; ///< As `frame::key`.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, far_delivery& x) {
  return f(x.epoch, x.binary, x.payload, x.except, x.only, x.key);
}

/// As `roster_change`; an empty payload is nothing to tell.
struct far_roster {
  std::vector<roster_entry> entered;
  std::vector<session_id> left;
  far_delivery told;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, far_roster& x) {
  return f(x.entered, x.left, x.told);
}

/// As `handover`, in parts; the first has the state.
struct far_handover {
  room_key room;
  std::uint64_t epoch = 0;
  std::vector<roster_entry> members;
  std::string state;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, far_handover& x) {
  return f(x.room, x.epoch, x.members, x.state);
}

struct far_receipt {
  std::uint64_t epoch = 0;
  receipt what;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, far_receipt& x) {
  return f(x.epoch, x.what);
}

/// Who was asked for this room does not have it: ask again, perhaps somebody
/// else.
struct far_moved {
  room_key room;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, far_moved& x) {
  return f(x.room);
}

/// A question to the other node, with its number.
struct far_question {
  std::uint64_t number = 0;
  caf::message what;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, far_question& x) {
  return f(x.number, x.what);
}

/// The answer to it; empty: there is none.
struct far_answer {
  std::uint64_t number = 0;
  caf::message what;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, far_answer& x) {
  return f(x.number, x.what);
}

/// The sender goes on serving its sessions, and has no rooms from now on.
struct node_leaving {
  std::string name;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, node_leaving& x) {
  return f(x.name);
}

/// How much a node has to do.
struct node_figures {
  std::uint64_t sessions = 0;
  std::uint64_t rooms = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, node_figures& x) {
  return f(x.sessions, x.rooms);
}

// -- that stay within the node ------------------------------------------------

struct link_open {
  link_end peer;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, link_open& x) {
  return f(x.peer);
}

/// The FAR ROOM that stood for this room, under this epoch, has ended.
struct link_forget {
  room_key room;
  std::uint64_t epoch = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, link_forget& x) {
  return f(x.room, x.epoch);
}

/// One direction of a link.
struct link_figures {
  std::uint64_t sent = 0;          ///< Messages.
  std::uint64_t received = 0;      ///< Messages.
  std::uint64_t unconfirmed = 0;   ///< Messages on their way.
  std::uint64_t waiting = 0;       ///< Messages for which the window is shut.
  std::uint64_t waiting_bytes = 0; ///< Of these, and of those on their way.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, link_figures& x) {
  return f(x.sent, x.received, x.unconfirmed, x.waiting, x.waiting_bytes);
}

/// The FAR ROOM of this number has ended; these are whom its members have been
/// told of.
struct far_gone {
  room_key room;
  std::uint64_t number = 0;
  std::uint64_t epoch = 0;
  std::vector<roster_entry> members;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, far_gone& x) {
  return f(x.room, x.number, x.epoch, x.members);
}

/// A session of another node wants to be a member.
struct guest_join {
  join_request what;
  link_actor from;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, guest_join& x) {
  return f(x.what, x.from);
}

/// A session of another node has a command.
struct guest_command {
  room_command what;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, guest_command& x) {
  return f(x.what);
}

struct named_link {
  std::string name;
  link_actor link;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, named_link& x) {
  return f(x.name, x.link);
}

/// The nodes that rooms are on.
struct cluster_view {
  std::uint64_t version = 0;
  std::vector<std::string> members; ///< Sorted; never empty.
  /// The way to those that can be reached. A member without one is given time
  /// to come back.
  std::vector<named_link> links;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, cluster_view& x) {
  return f(x.version, x.members, x.links);
}

/// Of a peer, or a question. Counts only while nothing newer of its kind has
/// happened to it.
struct peer_timer {
  std::uint64_t which = 0;
  std::uint64_t turn = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, peer_timer& x) {
  return f(x.which, x.turn);
}

} // namespace troupe

// Far from the numbers of an application's own messages.
CAF_BEGIN_TYPE_ID_BLOCK(troupe_cluster, caf::first_custom_type_id + 10'000)

  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::link_end))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::link_actor))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::node_hello))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::node_welcome))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::link_batch))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::link_ack))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::far_join))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::far_leave))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::far_publish))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::far_admission))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::far_delivery))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::far_roster))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::far_handover))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::far_receipt))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::far_moved))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::far_question))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::far_answer))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::node_leaving))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::node_figures))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::link_open))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::link_forget))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::link_figures))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::far_gone))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::guest_join))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::guest_command))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::cluster_view))
  CAF_ADD_TYPE_ID(troupe_cluster, (troupe::peer_timer))

CAF_END_TYPE_ID_BLOCK(troupe_cluster)
