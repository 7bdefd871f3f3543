// Who in a room of a cluster has been told of whom.
#pragma once

#include <troupe/actors/interfaces.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace troupe {

/// More members of a room are not known to the node that has it next, which
/// then announces no newcomers to those who have handed in so many.
constexpr std::size_t max_roster = 10'000;

/// Entries by session.
using roster_list = std::map<session_id, roster_entry>;

/// What the members on each node take for the list of members.
///
/// Most of the time that is the list. When a room has moved, a node's members
/// know of some who have not come back yet, or never will, and not of others:
/// the node has handed in what they know, and until `settle` only what is news
/// to them is told to them.
///
/// Owner: the room.
class roster {
public:
  /// Its relay here; null is this node.
  using node = caf::actor_addr;

  // -- what happens -----------------------------------------------------------

  /// Somebody is the first to come: from before, or new.
  void begin(bool from_before);

  /// What those on the node know.
  void hand_in(const node& where, const std::vector<roster_entry>& known);

  void enter(const roster_entry& who);
  void leave(session_id who);

  /// Those on the node have been told so.
  void note_entered(const node& where, const roster_entry& who);
  void note_left(const node& where, session_id who);

  /// It has left here for the room's next place; nobody has been told.
  void move_away(session_id who);

  /// The way to the node is gone.
  void forget(const node& where);

  /// From now on those on these nodes know the list.
  void settle(const std::vector<node>& nodes);

  // -- what there is to tell --------------------------------------------------

  /// Whether those on the node take it for a member.
  /// @param again it says that it was one before.
  bool knows(const node& where, session_id who, bool again = false) const;

  /// Whether it has handed in a list, and not all is settled.
  bool waits(const node& where) const {
    return views_.contains(where);
  }

  /// Of all whom somebody takes for members, those who are none.
  std::vector<roster_entry> absent() const;

  /// The members of whom somebody does not know.
  std::vector<roster_entry> unknown() const;

  /// What those on the node take for the list of members.
  std::vector<roster_entry> known_to(const node& where) const;

private:
  roster_list members_;
  roster_list away_; ///< Members to all nodes that have handed in nothing.
  std::map<node, roster_list> views_;
  bool begun_ = false;
  bool made_anew_ = false; ///< Those on this node may know each other.
};

/// Adds those for whom there is room.
void merge(roster_list& into, const std::vector<roster_entry>& more);

std::vector<roster_entry> entries_of(const roster_list& all);

} // namespace troupe
