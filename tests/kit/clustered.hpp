// Simulated nodes that are one cluster.
#pragma once

#include <troupe/actors/cluster/options.hpp>
#include <troupe/testkit/simulation.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

/// Has the nodes of `options.nodes` find each other, as those of a real cluster
/// do. What is set there already stays.
/// @param like its times and bounds; names and addresses are the nodes' own.
simulation_options
clustered(simulation_options options, cluster_options like = {});

} // namespace troupe
