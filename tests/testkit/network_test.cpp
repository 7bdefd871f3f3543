#include "network_world.hpp"

#include <caf/io/middleman.hpp>

using namespace troupe;
using namespace tests;

namespace {

struct two_nodes : office {
  two_nodes() : office({"a", "b"}) {}

  /// Has `a` dial `b`.
  /// @returns whether it found something, once it is answered.
  std::shared_ptr<std::vector<bool>> dial() {
    auto out = std::make_shared<std::vector<bool>>();
    sim.on("a").dial("b", simulation::default_port, [out](const auto& found) {
      out->push_back(found != nullptr);
    });
    return out;
  }

  void close_port() {
    caf::anon_send(sim.on("b").system().middleman().actor_handle(),
                   caf::close_atom_v, simulation::default_port);
    sim.settle();
  }
};

} // namespace

// -- messages -----------------------------------------------------------------

TEST_CASE("a single node has no middleman", "[network]") {
  simulation sim{router{}};
  CHECK_FALSE(sim.system().has_middleman());
  CHECK_THROWS_AS(sim.link("node", "node"), std::invalid_argument);
  CHECK_THROWS_AS(sim.remote("node", "node"), std::invalid_argument);
}

TEST_CASE_METHOD(two_nodes, "messages cross in the order they were sent",
                 "[network]") {
  write(find("a", "b"), 1, 20);
  sim.settle();
  CHECK(got("b") == numbers(1, 20));
}

TEST_CASE_METHOD(two_nodes, "what nobody has published is not found",
                 "[network]") {
  CHECK_FALSE(sim.remote("a", "b", 1234));
  CHECK_FALSE(sim.remote("a", "a"));
  CHECK_FALSE(sim.remote("a", "c"));
  CHECK_THROWS_AS(sim.remote("c", "a"), std::out_of_range);
}

TEST_CASE_METHOD(two_nodes, "a port takes one actor", "[network]") {
  auto book = std::make_shared<entries>();
  auto other = ledger_actor{sim.on("b").system().spawn<ledger>(book)};
  CHECK_THROWS_AS(sim.publish("b", other), std::invalid_argument);
  sim.publish("b", other, 1234);
  write(sim.remote<ledger_actor>("a", "b", 1234), 1, 3);
  sim.settle();
  CHECK((*book)["test"] == numbers(1, 3));
  CHECK(got("b").empty());
}

TEST_CASE_METHOD(two_nodes, "port 0 is one that is free", "[network]") {
  auto book = std::make_shared<entries>();
  auto& b = sim.on("b");
  for (auto i = 0; i < 2; ++i) {
    sim.publish("b", ledger_actor{b.system().spawn<ledger>(book)}, 0);
    sim.settle();
  }
  CHECK(sim.remote("a", "b", 65'535));
  CHECK(sim.remote("a", "b", 65'534));
  CHECK_FALSE(sim.remote("a", "b", 65'533));
}

TEST_CASE_METHOD(two_nodes, "a port that was closed can be opened again",
                 "[network]") {
  auto at_a = downs("a", "b");
  close_port();
  CHECK(*at_a == 0); // A port is not a connection.
  sim.cut("a", "b"); // CAF would answer from memory.
  sim.settle();
  sim.heal("a", "b");
  CHECK_FALSE(find("a", "b"));
  auto book = std::make_shared<entries>();
  sim.publish("b", ledger_actor{sim.on("b").system().spawn<ledger>(book)});
  write(find("a", "b"), 1, 2);
  sim.settle();
  CHECK((*book)["test"] == numbers(1, 2));
}

TEST_CASE_METHOD(two_nodes, "linked nodes are connected without an actor",
                 "[network]") {
  sim.link("a", "b");
  sim.settle();
  CHECK(sim.trace().find("b accepts a") != std::string::npos);
  write(find("a", "b"), 1, 1);
  sim.settle();
  CHECK(got("b") == numbers(1, 1));
}

// -- links --------------------------------------------------------------------

TEST_CASE_METHOD(two_nodes, "both ends of a cut link see it", "[network]") {
  auto at_a = downs("a", "b"), at_b = downs("b", "a");
  sim.cut("b", "a");
  CHECK(*at_a == 0);
  sim.settle();
  CHECK(*at_a == 1);
  CHECK(*at_b == 1);
  CHECK_FALSE(find("a", "b"));
}

TEST_CASE_METHOD(two_nodes, "a cut link loses what was on its way",
                 "[network]") {
  auto before = find("a", "b");
  write(before, 1, 1);
  sim.cut("a", "b");
  sim.settle();
  sim.heal("a", "b");
  write(before, 2, 2); // It is dead for ever.
  write(find("a", "b"), 3, 3);
  sim.settle();
  CHECK(got("b") == numbers(3, 3));
}

TEST_CASE_METHOD(two_nodes, "linked nodes are connected again when it heals",
                 "[network]") {
  sim.link("a", "b");
  sim.settle();
  sim.cut("a", "b");
  sim.settle();
  auto before = sim.steps();
  sim.heal("a", "b");
  sim.settle();
  auto since = sim.trace(sim.steps() - before);
  CHECK(since.find("b accepts a") != std::string::npos);
}

TEST_CASE_METHOD(two_nodes, "a silent link delivers all when it heals",
                 "[network]") {
  auto at_a = downs("a", "b");
  auto to = find("a", "b");
  write(to, 1, 2);
  sim.settle();
  sim.silence("a", "b");
  write(to, 3, 9);
  sim.advance(1s);
  CHECK(got("b") == numbers(1, 2));
  sim.heal("a", "b");
  sim.settle();
  CHECK(got("b") == numbers(1, 9));
  CHECK(*at_a == 0);
}

TEST_CASE_METHOD(two_nodes, "a link that stays silent ends on both sides",
                 "[network]") {
  auto at_a = downs("a", "b"), at_b = downs("b", "a");
  sim.silence("a", "b");
  sim.advance(1'900ms);
  CHECK(*at_a + *at_b == 0);
  sim.advance(700ms);
  CHECK(*at_a == 1);
  CHECK(*at_b == 1);
  sim.heal("a", "b");
  write(find("a", "b"), 1, 1);
  sim.settle();
  CHECK(got("b") == numbers(1, 1));
}

TEST_CASE_METHOD(two_nodes, "who dials over a silent link waits", "[network]") {
  sim.silence("a", "b");
  auto answers = dial();
  sim.settle();
  CHECK(answers->empty());
  sim.heal("a", "b");
  sim.settle();
  CHECK(*answers == std::vector{true});
}

TEST_CASE_METHOD(two_nodes, "who waits at a port that closes is refused",
                 "[network]") {
  sim.silence("a", "b");
  auto answers = dial();
  sim.settle();
  close_port();
  sim.heal("a", "b");
  sim.settle();
  CHECK(*answers == std::vector{false});
}

TEST_CASE_METHOD(two_nodes, "a quiet link stays up", "[network]") {
  auto at_a = downs("a", "b"), at_b = downs("b", "a");
  sim.advance(60s);
  CHECK(*at_a + *at_b == 0);
}

TEST_CASE("without heartbeats a silent link is never missed", "[network]") {
  auto options = several({"a", "b"});
  options.heartbeat_interval = 0ms;
  office all{std::move(options)};
  auto at_a = all.downs("a", "b");
  all.sim.silence("a", "b");
  all.sim.advance(60s);
  CHECK(*at_a == 0);
}

TEST_CASE("the end that did not close a connection sees it closed",
          "[network]") {
  auto options = several({"a", "b"});
  options.configure = [](std::string_view node, auto& config) {
    if (node == "a") // It sends no heartbeats, and misses none.
      config.set("middleman.heartbeat-interval", caf::timespan{0});
  };
  office all{std::move(options)};
  auto at_a = all.downs("a", "b"), at_b = all.downs("b", "a");
  all.sim.advance(1'900ms);
  CHECK(*at_a + *at_b == 0);
  all.sim.advance(700ms);
  CHECK(*at_b == 1);
  CHECK(*at_a == 1);
}

TEST_CASE("a cut link concerns no other", "[network]") {
  office all{{"a", "b", "c"}};
  auto gone = all.downs("a", "b"), kept = all.downs("a", "c");
  all.sim.cut("a", "b");
  all.sim.settle();
  CHECK(*gone == 1);
  CHECK(*kept == 0);
  write(all.find("a", "c"), 1, 3);
  write(all.find("b", "c"), 4, 6);
  all.sim.settle();
  CHECK(all.got("c").size() == 6);
}
