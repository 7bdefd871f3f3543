// Joins a node to others.
#pragma once

#include <troupe/actors/cluster/messages.hpp>
#include <troupe/actors/cluster/options.hpp>
#include <troupe/actors/clustering.hpp>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <functional>
#include <memory>

namespace troupe {

/// Loads what nodes talk over, with the times of `options`.
/// @pre `check(options)` has nothing against them.
void configure_cluster(caf::actor_system_config& config,
                       const cluster_options& options);

/// Registers the messages only, for a system that has its own network.
void add_cluster_messages(caf::actor_system_config& config);

/// For `node_options::make_cluster`.
/// @param make_prober may be empty: then CAF connects without a look before.
std::unique_ptr<clustering>
make_cluster_node(caf::actor_system& system, cluster_options options,
                  std::function<prober_actor(caf::actor_system&)> make_prober
                  = {});

} // namespace troupe
