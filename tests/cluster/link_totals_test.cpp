#include "cluster_world.hpp"

using namespace troupe;
using namespace tests;

TEST_CASE("what goes over a link is counted on both sides",
          "[cluster-link-totals]") {
  cluster_world at;
  auto ann = at.enter("a"), bob = at.enter("b"), eve = at.enter("c");
  say(ann, "hi");
  at.sim.settle();
  for (auto [from, to] : {std::pair{"a", "b"}, {"b", "c"}, {"c", "a"}}) {
    CHECK(at.link(from, to).up == 1);
    CHECK(at.link(from, to).sent == at.link(to, from).received);
    CHECK(at.link(from, to).waiting_bytes == 0);
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
  CHECK(at.link("a", "b").up == 0);
  CHECK(at.link("a", "b").lost == 1);
  CHECK(at.link("a", "b").dropped == 0);
  CHECK(at.link("a", "c").lost == 0);
  at.sim.heal("a", "b");
  at.sim.advance(5s);
  CHECK(at.link("a", "b").up == 1);
}

TEST_CASE("a line is one message a link, however many hear it",
          "[cluster-link-totals]") {
  cluster_world at;
  auto room = at.room_of("a");
  auto ann = at.enter("a", "/chat/" + room);
  auto readers = std::vector<client>{};
  for (int i = 0; i < 10; ++i)
    readers.push_back(at.enter("c", "/chat/" + room));
  at.sim.advance(5s);
  auto before = at.link("a", "c").sent.load();
  say(ann, "hi");
  at.sim.settle();
  for (const auto& each : readers)
    CHECK(heard(each) == std::vector<std::string>{"hi"});
  CHECK(at.link("a", "c").sent == before + 1);
  CHECK(at.link("a", "b").sent == at.link("b", "a").received);
}

TEST_CASE("a peer that takes nothing is dropped when too much waits for it",
          "[cluster-link-totals]") {
  auto options = simulation_options{};
  options.nodes = node_names;
  options.connection_timeout = 0s; // Nothing else shall end the link.
  auto like = cluster_options{};
  like.window_bytes = 4'096;
  like.waiting_bytes = 65'536;
  cluster_world at{clustered(std::move(options), like)};
  auto room = at.room_of("b");
  auto ann = at.enter("a", "/chat/" + room);
  at.enter("b", "/chat/" + room);
  at.sim.silence("a", "b");
  auto most = std::uint64_t{0};
  for (int i = 0; i < 100 && at.link("a", "b").dropped == 0; ++i) {
    say(ann, std::string(1'000, 'x'));
    at.sim.settle();
    most = std::max(most, at.link("a", "b").waiting_bytes.load());
  }
  CHECK(at.link("a", "b").dropped == 1);
  CHECK(most > like.waiting_bytes / 2);
  CHECK(most <= like.waiting_bytes);
  CHECK_FALSE(ann.close_code());
  at.sim.advance(6s);
  CHECK(moves(ann) == 1);
  say(ann, "on");
  at.sim.settle();
  CHECK(heard(ann) == std::vector<std::string>{"on"});
}
