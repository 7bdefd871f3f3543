#include <troupe/testkit/clustered.hpp>

#include <troupe/actors/cluster/cluster_node.hpp>

#include <utility>

namespace troupe {

namespace {

constexpr std::uint16_t cluster_port = 4'000;

cluster_options
options_of(std::string_view node, const std::vector<std::string>& names,
           cluster_options out) {
  out.peers.clear();
  for (const auto& each : names) {
    auto address = node_address{each, each, cluster_port};
    if (each == node)
      out.self = address;
    else
      out.peers.push_back(address);
  }
  return out;
}

} // namespace

simulation_options
clustered(simulation_options options, cluster_options like,
          std::function<void(std::string_view node, cluster_options&)> differ) {
  options.adjust
    = [before = options.adjust, names = options.nodes, like,
       differ = std::move(differ)](std::string_view node, node_options& out) {
        if (before)
          before(node, out);
        auto own = options_of(node, names, like);
        if (differ)
          differ(node, own);
        out.make_cluster = [own](caf::actor_system& system) {
          return make_cluster_node(system, own);
        };
      };
  options.configure
    = [before = options.configure](std::string_view node,
                                   caf::actor_system_config& config) {
        if (before)
          before(node, config);
        add_cluster_messages(config);
      };
  return options;
}

} // namespace troupe
