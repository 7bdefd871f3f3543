// Which actor is the room of a key.
#pragma once

#include <troupe/actors/interfaces.hpp>
#include <troupe/actors/loop_hosted.hpp>
#include <troupe/actors/room.hpp>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace troupe {

/// What the directory needs to make rooms.
struct directory_setup {
  /// Options by kind; a kind without an entry gets the defaults.
  std::map<std::string, room_options, std::less<>> kinds;
  /// Spawns a room where its key belongs. Thread: the directory's.
  std::function<room_actor(room_setup)> make_room;
  std::vector<relay_actor> relays; ///< Told when a room is lost.
  std::function<wall_time()> now;
  counters* totals = nullptr; ///< Outlives all rooms.
  store_actor store;          ///< For rooms that keep something.
  /// First epoch; the following ones count up. Other for each start of the
  /// node, so that no epoch comes twice.
  std::uint64_t first_epoch = 1;
  std::uint64_t epoch_step = 1; ///< Nodes of a cluster share the numbers.
  /// Whom rooms take for the directory; empty: this one.
  directory_actor front;
};

/// Keys to rooms. All joins pass here, which is what makes the end of a room
/// safe: a room that has asked to end sends joins back, and they find the key
/// forgotten.
class directory_state {
public:
  static inline const char* name = "troupe.directory";

  explicit directory_state(directory_actor::base* self) : self_(self) {}

  void set_up(directory_setup setup);

  void join(const join_request& request);

  /// Forgets the room, if it still is the one of its key, and tells it.
  void retire(const retire_request& request);

  /// Has a room end that has members. It hands over what it has, and is retired
  /// for it; then they are told, and ask anew.
  void release(const release_request& request);

  void pass_on(const handover& what);

  /// Tells this relay, too, of rooms that are lost, as long as it lives.
  void add(const relay_actor& relay);

  /// A room crashed: its members are told, and their joins make a new one. Or
  /// it was a relay that has ended.
  void lose(const caf::actor_addr& whom);

  /// Ends all rooms, for the end of the node.
  void end();

  void broadcast(const broadcast_request& request);

  /// Lets the room answer, if there is one.
  caf::result<post_receipt> post(const post_request& request);

  /// Lets the room say how it stands, if there is one.
  caf::result<room_status> status_of(const room_key& key);

  /// Lets the room answer, which is made if there is none.
  caf::result<room_answer> command(const room_command& request);

  std::vector<room_status> list() const;

  /// @returns the room's actor, or an empty handle.
  room_actor find(const room_key& key) const;

private:
  struct entry {
    room_actor room;
    std::uint64_t epoch = 0;
    bool released = false;
  };

  using room_table = std::map<room_key, entry>;

  const entry& find_or_make(const room_key& key);
  void tell_lost(const room_key& key, std::uint64_t epoch);
  void forget(room_table::iterator which);

  directory_actor::base* self_;
  directory_setup setup_;
  room_table rooms_;
  std::uint64_t next_epoch_ = 1;
};

/// The DIRECTORY's actor.
class directory final
  : public caf::stateful_actor<directory_state,
                               loop_hosted<directory_actor::base>> {
public:
  using super
    = caf::stateful_actor<directory_state, loop_hosted<directory_actor::base>>;
  using super::enqueue;

  directory(caf::actor_config& config, loop_host* host, directory_setup setup);

  behavior_type make_behavior() override;

  /// Messages in its mailbox now. Thread: any.
  std::size_t waiting() const noexcept {
    return waiting_.load(std::memory_order_relaxed);
  }

  void
  enqueue(caf::mailbox_element_ptr message, caf::execution_unit* unit) override;
  caf::invoke_message_result consume(caf::mailbox_element& message) override;

private:
  std::atomic<std::size_t> waiting_{0};
};

} // namespace troupe
