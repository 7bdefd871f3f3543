// Who is let into a cluster, and who is not.
#include "cluster_world.hpp"
#include "stores/captured_log.hpp"

#include <troupe/actors/cluster/messages.hpp>

using namespace troupe;
using namespace tests;

namespace {

constexpr std::uint16_t cluster_port = 4'000; // of `clustered`

struct strangers : cluster_world {
  /// What node a answers to a hello that comes from node c.
  std::string refusal(node_hello what) {
    auto guard = sim.remote<node_guard_actor>("c", "a", cluster_port);
    auto answer = ask<node_welcome>("c", guard, std::move(what));
    return answer ? answer->refusal : "no answer";
  }

  node_hello hello{link_protocol, "troupe", "a", "c", 4711, {}};
};

simulation_options
two_nodes(std::function<void(std::string_view, cluster_options&)> differ) {
  auto out = simulation_options{};
  out.nodes = {"a", "b"};
  return clustered(std::move(out), {}, std::move(differ));
}

/// What the two print meanwhile.
std::string log_of(simulation_options options) {
  captured_log log;
  simulation sim{cluster_routes(), std::move(options)};
  sim.advance(3s);
  CHECK(sim.on("a").actors().others()->alone());
  CHECK(sim.on("b").actors().others()->alone());
  return log.text();
}

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

} // namespace

TEST_CASE_METHOD(strangers, "a node of another version is refused",
                 "[cluster-hello]") {
  hello.version = link_protocol - 1;
  CHECK(refusal(hello)
        == "it speaks version " + std::to_string(link_protocol - 1)
             + " of the protocol, not " + std::to_string(link_protocol));
}

TEST_CASE_METHOD(strangers, "a second node of a name is refused",
                 "[cluster-hello]") {
  CHECK(refusal(hello) == "a node of this name is here already");
  CHECK(link("a", "c").up == 1);
}

TEST_CASE_METHOD(strangers, "a node that is no peer is refused",
                 "[cluster-hello]") {
  hello.name = "x";
  CHECK(refusal(hello) == "no peer has this name");
}

TEST_CASE("a node of another cluster is refused, and both say why",
          "[cluster-hello]") {
  auto text = log_of(two_nodes([](std::string_view node, cluster_options& x) {
    x.id = node == "a" ? "troupe" : "other";
  }));
  CHECK(has(text, "node_refused"));
  CHECK(has(text, "it belongs to the cluster troupe, not to other"));
  CHECK(has(text, "peer_away"));
}

TEST_CASE("a node with another name than was expected is refused",
          "[cluster-hello]") {
  auto text = log_of(two_nodes([](std::string_view node, cluster_options& x) {
    if (node == "b")
      x.self.name = "x";
  }));
  CHECK(has(text, "it looks for b, and this is x"));
  CHECK(has(text, "peer_away"));
}
