#include "cluster_world.hpp"

using namespace troupe;
using namespace tests;

namespace {

const peer_totals& link(cluster_world& at, const char* from, const char* to) {
  for (const auto& each : at.sim.on(from).actors().others()->peers())
    if (each->peer == to)
      return *each;
  throw std::out_of_range{to};
}

} // namespace

TEST_CASE("what goes over a link is counted on both sides",
          "[cluster-link-totals]") {
  cluster_world at;
  auto ann = at.enter("a"), bob = at.enter("b"), eve = at.enter("c");
  say(ann, "hi");
  at.sim.settle();
  for (auto [from, to] : {std::pair{"a", "b"}, {"b", "c"}, {"c", "a"}}) {
    CHECK(link(at, from, to).up == 1);
    CHECK(link(at, from, to).sent == link(at, to, from).received);
    CHECK(link(at, from, to).waiting_bytes == 0);
  }
  auto sum = std::uint64_t{0};
  for (const auto& each : at.sim.on("a").actors().others()->peers())
    sum += each->sent + each->received;
  CHECK(sum > 0);
}

TEST_CASE("links that end are counted", "[cluster-link-totals]") {
  cluster_world at;
  at.sim.cut("a", "b");
  at.sim.settle();
  CHECK(link(at, "a", "b").up == 0);
  CHECK(link(at, "a", "b").lost == 1);
  CHECK(link(at, "a", "b").dropped == 0);
  CHECK(link(at, "a", "c").lost == 0);
  at.sim.heal("a", "b");
  at.sim.advance(5s);
  CHECK(link(at, "a", "b").up == 1);
}
