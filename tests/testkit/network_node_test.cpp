#include "network_world.hpp"

#include <caf/io/middleman.hpp>

using namespace troupe;
using namespace tests;

namespace {

struct two_nodes : office {
  two_nodes() : office({"a", "b"}) {}
};

router any_route() {
  auto out = router{};
  out.add("/any", accepts<>,
          [](session*, const handshake&) { return caf::message_handler{}; });
  return out;
}

/// Waits for something that takes long.
class patient : public caf::event_based_actor {
public:
  using event_based_actor::event_based_actor;

  caf::behavior make_behavior() override {
    delayed_send(this, 1h, caf::ok_atom_v);
    return {[](caf::ok_atom) {}};
  }
};

/// Dials, and waits for the answer.
class dialler : public caf::event_based_actor {
public:
  using event_based_actor::event_based_actor;

  caf::behavior make_behavior() override {
    request(system().middleman().actor_handle(), caf::infinite,
            caf::connect_atom_v, "b", simulation::default_port)
      .then([](const caf::node_id&, const caf::strong_actor_ptr&,
               const std::set<std::string>&) {});
    return {};
  }
};

connect_options at(std::string node) {
  auto out = connect_options{};
  out.node = std::move(node);
  return out;
}

} // namespace

TEST_CASE_METHOD(two_nodes, "the peers of a killed node see it", "[network]") {
  auto at_a = downs("a", "b");
  write(find("a", "b"), 1, 1);
  sim.kill("b");
  sim.settle();
  CHECK(*at_a == 1);
  CHECK(got("b").empty());
  CHECK_FALSE(find("a", "b"));
}

TEST_CASE_METHOD(two_nodes, "a node that dies silently is missed in time",
                 "[network]") {
  auto at_a = downs("a", "b");
  sim.kill("b", peers_see::silence);
  sim.advance(1'900ms);
  CHECK(*at_a == 0);
  sim.advance(700ms);
  CHECK(*at_a == 1);
}

TEST_CASE_METHOD(two_nodes, "a silent death shows when the node is back",
                 "[network]") {
  auto at_a = downs("a", "b");
  sim.kill("b", peers_see::silence);
  sim.settle();
  CHECK(*at_a == 0);
  sim.restart("b");
  sim.settle();
  CHECK(*at_a == 1);
  CHECK(find("a", "b"));
}

TEST_CASE_METHOD(two_nodes, "a node that starts again is another one",
                 "[network]") {
  auto before = find("a", "b");
  write(before, 1, 3);
  sim.settle();
  sim.restart("b");
  write(before, 4, 4);
  sim.settle();
  CHECK(got("b").empty());
  auto after = find("a", "b");
  CHECK(after != before);
  write(after, 5, 6);
  sim.settle();
  CHECK(got("b") == numbers(5, 6));
}

TEST_CASE_METHOD(two_nodes, "a node that starts again is linked again",
                 "[network]") {
  sim.link("a", "b");
  sim.settle();
  sim.kill("b");
  sim.settle();
  auto before = sim.steps();
  sim.restart("b");
  sim.settle();
  auto since = sim.trace(sim.steps() - before);
  CHECK(since.find("b accepts a") != std::string::npos);
}

TEST_CASE_METHOD(two_nodes, "a node that starts late has the same time",
                 "[network]") {
  sim.advance(10s);
  sim.restart("b");
  CHECK(sim.on("a").now() == sim.on("b").now());
  auto at_a = downs("a", "b");
  sim.advance(10s);
  CHECK(*at_a == 0);
}

TEST_CASE_METHOD(two_nodes, "timers of a dead node are gone", "[network]") {
  sim.on("b").system().spawn<patient>();
  sim.settle();
  CHECK_FALSE(sim.idle());
  sim.kill("b");
  sim.settle();
  CHECK(sim.idle());
}

TEST_CASE_METHOD(two_nodes, "a simulation may end while somebody dials",
                 "[network]") {
  sim.silence("a", "b");
  sim.on("a").system().spawn<dialler>();
  sim.settle();
  CHECK(sim.trace().find("a/middleman_actor") != std::string::npos);
}

TEST_CASE("clients of a killed node lose their connections", "[network]") {
  auto heard = std::make_shared<std::size_t>(0);
  auto routes = router{};
  routes.add("/any", accepts<binary>, [heard](session*, const handshake&) {
    return caf::message_handler{[heard](const binary&) { ++*heard; }};
  });
  simulation sim{routes, several({"a", "b"})};
  auto ann = sim.connect("/any", at("a")), bob = sim.connect("/any", at("b"));
  ann.sends_binary("x");
  bob.sends_binary("x");
  sim.settle();
  CHECK(*heard == 2);
  sim.kill("b");
  CHECK(bob.close_code() == close_code::abnormal);
  CHECK_FALSE(ann.close_code());
  ann.sends_binary("x");
  bob.sends_binary("x");
  sim.settle();
  CHECK(*heard == 3);
}

TEST_CASE("a dead node takes no client until it starts again", "[network]") {
  simulation sim{any_route(), several({"a", "b"})};
  sim.upholds(invariants::no_leaked_actor());
  sim.kill("b");
  CHECK(sim.connect("/any", at("b")).close_code() == close_code::abnormal);
  sim.restart("b");
  auto eve = sim.connect("/any", at("b"));
  eve.pings("x");
  sim.settle();
  CHECK(eve.frames(frame::kind::pong).size() == 1);
  eve.closes();
  sim.settle();
  CHECK(sim.idle());
}

TEST_CASE("a single node can be killed, and starts again", "[network]") {
  simulation sim{any_route()};
  auto ann = sim.connect("/any");
  sim.settle();
  sim.kill("node");
  CHECK(ann.close_code() == close_code::abnormal);
  sim.restart("node");
  auto bob = sim.connect("/any");
  sim.settle();
  CHECK_FALSE(bob.close_code());
}

TEST_CASE("who was in a room of a node that died ends with the world",
          "[network]") {
  auto routes = router{};
  routes.add("/any", accepts<binary>, [](session* self, const handshake&) {
    self->join("any", "room");
    return caf::message_handler{[](const binary&) {}};
  });
  simulation sim{routes};
  auto ann = sim.connect("/any");
  sim.settle();
  ann.sends_binary("x");
  sim.settle();
  sim.restart("node");
  sim.settle();
  CHECK(ann.close_code() == close_code::abnormal);
}
