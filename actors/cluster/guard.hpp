// What a node publishes.
#pragma once

#include <troupe/actors/cluster/messages.hpp>

#include <caf/typed_event_based_actor.hpp>

#include <utility>

namespace troupe {

/// The NODE GUARD's actor: the one thing that a peer can reach by an address.
class guard final : public node_guard_actor::base {
public:
  guard(caf::actor_config& config, cluster_actor cluster)
    : node_guard_actor::base(config), cluster_(std::move(cluster)) {}

  const char* name() const override {
    return "troupe.guard";
  }

  behavior_type make_behavior() override {
    return {
      [this](const node_hello& x) { return delegate(cluster_, x); },
    };
  }

private:
  cluster_actor cluster_;
};

} // namespace troupe
