// What joins a node to others.
#pragma once

#include <troupe/actors/counters.hpp>
#include <troupe/actors/interfaces.hpp>
#include <troupe/actors/loop_host.hpp>
#include <troupe/protocol/timestamps.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace troupe {

/// Nodes of one cluster have different numbers, from 1 on and below this; 0 is
/// a node that is alone.
constexpr std::uint64_t max_node_number = 8'192;

/// What is counted of the links to one peer. Thread: any.
struct peer_totals {
  explicit peer_totals(std::string name) : peer(std::move(name)) {}

  std::string peer;
  counters::total up{0};            ///< Now: 1: there is a link.
  counters::total sent{0};          ///< Messages.
  counters::total received{0};      ///< Messages.
  counters::total waiting{0};       ///< Messages for which it has no room, now.
  counters::total waiting_bytes{0}; ///< Of all that is not confirmed, now.
  counters::total lost{0};          ///< Links that have ended.
  counters::total dropped{0};       ///< Those that this node has ended.
};

/// What a node lends to what joins it to others.
struct clustering_setup {
  /// Where the room of a key lives, or what stands for it. Thread: any.
  std::function<loop_host*(const room_key&)> loop_of;
  std::vector<relay_actor> relays; ///< The node's own.
  counters* totals = nullptr;
  std::function<std::uint64_t()> random; ///< Thread: any.
};

/// The port between a node and `Troupe::cluster`, which implements it. A node
/// that is alone has none.
class clustering {
public:
  virtual ~clustering() = default;

  /// The node's part of session ids and epochs.
  virtual std::uint64_t number() const = 0;

  /// Makes the DIRECTORY that sessions and rooms ask in place of the node's
  /// own; called once.
  virtual directory_actor make_front(clustering_setup setup) = 0;

  /// The node's own directory is there: begins to look for the others.
  virtual void start(directory_actor own) = 0;

  /// Answers for the sessions of all other nodes.
  virtual lookout_actor others() const = 0;

  virtual cluster_status_actor status() const = 0;

  /// One a peer, for good. Thread: any.
  virtual const std::vector<std::shared_ptr<peer_totals>>& peers() const = 0;

  /// Whether no other node can be reached now. Thread: any.
  virtual bool alone() const = 0;

  /// Has the other nodes take over the rooms of this one. Thread: any.
  virtual void leave() = 0;

  /// Ends its actors. Thread: any.
  virtual void stop() = 0;
};

} // namespace troupe
