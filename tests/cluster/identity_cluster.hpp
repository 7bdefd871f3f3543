// All channels of the chat program on three nodes, with tokens.
#pragma once

#include "chat/identity_world.hpp"
#include "cluster_world.hpp"

namespace tests {

struct identity_cluster : cluster_world {
  identity_cluster() : cluster_world(options(), all_routes()) {}

  troupe::client
  device(std::string_view path, std::string node, const std::string& user,
         std::vector<std::string> permissions = {}) {
    auto how = troupe::connect_options{};
    how.node = std::move(node);
    how.token = token_of(user, std::move(permissions));
    auto made = sim.connect(path, how);
    sim.settle();
    return made;
  }

private:
  static troupe::simulation_options options() {
    auto out = identity_options();
    out.nodes = node_names;
    return troupe::clustered(std::move(out));
  }
};

} // namespace tests
