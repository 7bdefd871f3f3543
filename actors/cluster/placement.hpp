// The directory of all nodes' rooms.
#pragma once

#include <troupe/actors/cluster/messages.hpp>
#include <troupe/actors/clustering.hpp>

#include <caf/actor_clock.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace troupe {

/// What the placement starts with.
struct placement_setup {
  std::string self;
  clustering_setup around;
  std::chrono::milliseconds ask_timeout{0};
};

/// Passes on what is asked for a room to the node that has it: to its own
/// directory, or over a link. When the nodes change, rooms that belong to
/// another one end here, and their members ask anew.
class placement_state {
public:
  static inline const char* name = "troupe.placement";

  explicit placement_state(placement_actor::base* self) : self_(self) {}

  void set_up(placement_setup setup);
  void use(directory_actor own);

  // -- for sessions and rooms of this node ------------------------------------

  /// Waits while the node that has the room is given time to come back.
  void join(const join_request& request);

  void retire(const retire_request& request);
  void broadcast(const broadcast_request& request);
  caf::result<post_receipt> post(const post_request& request);
  caf::result<room_answer> command(const room_command& request);
  caf::result<room_status> status_of(const room_key& key);
  caf::result<std::vector<room_status>> list();

  const directory_actor& own() const noexcept {
    return own_;
  }

  /// From a room of this node, which is to end here, or from another node.
  void take(const handover& what);

  // -- for other nodes --------------------------------------------------------

  void join(const guest_join& request);
  caf::result<room_answer> command(const guest_command& request);

  // -- for the cluster --------------------------------------------------------

  void look(const cluster_view& now);
  void forget(const far_gone& which);

  /// Ends all far rooms, for the end of the node.
  void end();

private:
  struct far_entry {
    far_room_actor room;
    std::uint64_t number = 0;
    link_actor link;
    bool ending = false; ///< Who joins waits until it has ended.
  };

  /// Where a room is: here, behind a link, or neither for now.
  struct place {
    bool here = false;
    link_actor link;
  };

  /// What the room's last node has sent before this one knew that it has it.
  struct early {
    handover what;
    caf::actor_clock::time_point came;
  };

  place find(const room_key& key) const;

  template <class Answer, class Question>
  caf::result<Answer> pass_on(const room_key& room, const Question& what);
  link_actor link_to(const std::string& node) const;
  const far_room_actor&
  find_or_make(const room_key& key, const link_actor& link);
  void pass_on(handover what);
  void serve_early();
  void serve_waiting();
  void end_far_rooms();
  void release_own_rooms();

  placement_actor::base* self_;
  placement_setup setup_;
  directory_actor own_;
  cluster_view view_;
  std::map<room_key, far_entry> far_;
  std::vector<join_request> waiting_;      ///< At most one a membership.
  std::map<room_key, handover> handovers_; ///< For rooms without a place.
  std::vector<early> early_;
  std::uint64_t last_number_ = 0;
};

/// The PLACEMENT's actor.
class placement final
  : public caf::stateful_actor<placement_state, placement_actor::base> {
public:
  placement(caf::actor_config& config, placement_setup setup);

  behavior_type make_behavior() override;
};

} // namespace troupe
