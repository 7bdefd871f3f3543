#include "cluster_world.hpp"

using namespace troupe;
using namespace tests;

namespace {

/// Time for a dead node to be missed, and for its rooms to be taken over.
constexpr auto take_over = 6s;

struct meeting : cluster_world {
  /// A room of that node, with a client on each.
  explicit meeting(std::string of, std::uint64_t seed = 0)
    : cluster_world(three_nodes(seed)), home(std::move(of)) {
    for (const auto& each : node_names)
      at.emplace(each, enter(each, "/chat/" + room));
    for (const auto& [name, who] : at)
      say(who, "hello from " + name);
    sim.settle();
  }

  std::vector<std::string> others() const {
    auto out = node_names;
    std::erase(out, home);
    return out;
  }

  /// All of them say something, and all of them hear it.
  void all_talk(const std::vector<std::string>& who) {
    auto words = std::to_string(++talks) + " from ";
    for (const auto& each : who)
      say(at.at(each), words + each);
    sim.advance(1s);
    for (const auto& reader : who)
      for (const auto& writer : who) {
        auto lines = heard(at.at(reader));
        CHECK(std::count(lines.begin(), lines.end(), words + writer) == 1);
      }
  }

  std::string home;
  std::string room = room_of(home);
  int talks = 0;
  std::map<std::string, client> at;
};

struct meeting_at_b : meeting {
  meeting_at_b() : meeting("b") {}
};

} // namespace

TEST_CASE_METHOD(meeting_at_b,
                 "another node takes over the rooms of a dead one",
                 "[cluster-failure]") {
  sim.kill("b");
  sim.advance(take_over);
  CHECK(moves(at.at("a")) == 1);
  CHECK(moves(at.at("c")) == 1);
  CHECK(homes(room) == std::vector{owner(room, {"a", "c"})});
  all_talk({"a", "c"});
}

TEST_CASE_METHOD(meeting_at_b,
                 "who died together with the node of the room has left, once",
                 "[cluster-failure]") {
  enter("b", "/chat/" + room);
  sim.advance(1s);
  sim.kill("b");
  sim.advance(10s);
  for (const auto& each : {"a", "c"}) {
    CHECK(at.at(each).count("user_left") == 2);
    CHECK(at.at(each).count("user_joined") <= 3);
  }
  all_talk({"a", "c"});
}

TEST_CASE_METHOD(meeting_at_b,
                 "who died together with two nodes has left, once",
                 "[cluster-failure]") {
  sim.kill("b");
  sim.advance(2500ms); // Another has the room, and not all are back.
  sim.kill(owner(room, {"a", "c"}));
  sim.advance(10s);
  auto last = owner(room, {"a", "c"}) == "a" ? "c" : "a";
  CHECK(at.at(last).count("user_left") == 2);
  all_talk({last});
}

TEST_CASE_METHOD(meeting_at_b, "nobody has left when a room moves twice",
                 "[cluster-failure]") {
  sim.on("b").actors().others()->leave();
  sim.advance(1s);
  sim.on(owner(room, {"a", "c"})).actors().others()->leave();
  sim.advance(10s);
  for (auto& [name, who] : at) {
    CHECK(moves(who) == 2);
    CHECK(who.count("user_left") == 0);
  }
  all_talk(node_names);
}

TEST_CASE_METHOD(meeting_at_b, "a dead machine is missed in time",
                 "[cluster-failure]") {
  sim.kill("b", peers_see::silence);
  sim.advance(take_over);
  all_talk({"a", "c"});
}

TEST_CASE_METHOD(meeting_at_b, "members on a dead node have left, once",
                 "[cluster-failure]") {
  sim.kill("a");
  sim.advance(take_over);
  CHECK(at.at("b").count("user_left") == 1);
  CHECK(at.at("c").count("user_left") == 1);
  CHECK(moves(at.at("c")) == 0);
  all_talk({"b", "c"});
}

TEST_CASE_METHOD(meeting_at_b, "a node that starts again gets its rooms back",
                 "[cluster-failure]") {
  sim.kill("b");
  sim.advance(take_over);
  sim.restart("b");
  sim.advance(take_over);
  CHECK(homes(room) == std::vector<std::string>{"b"});
  all_talk({"a", "c"});
  at.erase("b");
  at.emplace("b", enter("b", "/chat/" + room));
  all_talk({"b", "c"});
}

TEST_CASE_METHOD(meeting_at_b, "rooms wait for a node that is soon back",
                 "[cluster-failure]") {
  sim.kill("b");
  sim.settle();
  sim.restart("b");
  sim.advance(1s);
  CHECK(homes(room) == std::vector<std::string>{"b"});
  CHECK(moves(at.at("a")) == 1);
  all_talk({"a", "c"});
}

TEST_CASE_METHOD(meeting_at_b, "both sides of a cut go on, and meet again",
                 "[cluster-failure]") {
  sim.cut("a", "b");
  sim.cut("c", "b");
  sim.advance(take_over);
  all_talk({"b"});
  CHECK(homes(room).size() == 2);
  all_talk({"a", "c"});
  sim.heal("a", "b");
  sim.heal("c", "b");
  sim.advance(take_over);
  CHECK(homes(room) == std::vector<std::string>{"b"});
  for (auto& [name, who] : at)
    say(who, "peace");
  sim.advance(1s);
  for (auto& [name, who] : at) {
    auto lines = heard(who);
    CHECK(std::count(lines.begin(), lines.end(), "peace") == 3);
  }
}

TEST_CASE_METHOD(meeting_at_b, "who was cut off is announced again",
                 "[cluster-failure]") {
  auto before = at.at("b").count("user_joined");
  sim.cut("a", "b");
  sim.advance(500ms);
  CHECK(at.at("b").count("user_left") == 1);
  sim.heal("a", "b");
  sim.advance(take_over);
  CHECK(at.at("b").count("user_joined") == before + 1);
  CHECK(at.at("b").count("user_left") == 1);
  all_talk(node_names);
}

TEST_CASE_METHOD(meeting_at_b, "a room that crashes is made anew for all nodes",
                 "[cluster-failure]") {
  sim.crash_room({"chat", room});
  sim.advance(1s);
  for (auto& [name, who] : at)
    CHECK(moves(who) == 1);
  all_talk(node_names);
}

TEST_CASE_METHOD(meeting_at_b, "a node that leaves hands over its rooms first",
                 "[cluster-failure]") {
  sim.on("b").actors().others()->leave();
  sim.settle();
  CHECK(homes(room) == std::vector{owner(room, {"a", "c"})});
  for (auto& [name, who] : at) {
    CHECK(moves(who) == 1);
    CHECK(who.count("user_left") == 0);
  }
  all_talk(node_names);
}

TEST_CASE("who moves with his room is told so once, in whatever order it goes",
          "[cluster-failure]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    meeting world{"b", seed};
    world.sim.on("b").actors().others()->leave();
    world.sim.advance(1s); // Longer than who was early waits.
    for (auto& [name, who] : world.at)
      CHECK(moves(who) == 1);
  }
}

TEST_CASE_METHOD(meeting_at_b, "nothing is left of clients of all nodes",
                 "[cluster-failure]") {
  for (auto& [name, who] : at)
    who.vanishes();
  sim.advance(1s);
  CHECK(homes(room).empty());
}

TEST_CASE("whoever was on a silent machine has left within ten seconds",
          "[cluster-failure]") {
  auto options = simulation_options{};
  options.nodes = node_names;
  options.connection_timeout = cluster_options{}.timeout;
  options.heartbeat_interval = cluster_options{}.heartbeat;
  cluster_world world{clustered(std::move(options))};
  auto room = world.room_of("b");
  auto ann = world.enter("a", "/chat/" + room);
  world.enter("b", "/chat/" + room);
  auto eve = world.enter("c", "/chat/" + room);
  world.sim.kill("b", peers_see::silence);
  world.sim.advance(10s);
  for (const auto& each : {ann, eve}) {
    CHECK(moves(each) == 1);
    CHECK(each.count("user_left") == 1);
  }
}
