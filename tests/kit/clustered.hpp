// Simulated nodes that are one cluster.
#pragma once

#include <troupe/actors/cluster/options.hpp>
#include <troupe/testkit/simulation.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// Has the nodes of `options.nodes` find each other, as those of a real cluster
/// do. What is set there already stays.
/// @param like its times and bounds; names and addresses are the nodes' own.
/// @param differ changes what is different on one node, and may be empty.
simulation_options
clustered(simulation_options options, cluster_options like = {},
          std::function<void(std::string_view node, cluster_options&)> differ
          = {});

} // namespace troupe
