#include "chat_world.hpp"

#include <caf/actor_cast.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <set>

using namespace troupe;
using namespace tests;

namespace {

struct news {
  std::string text;
  sequence seq;
};
TROUPE_EVENT(news, "news", text, seq)

std::vector<room_status> rooms_of(simulation& sim) {
  caf::scoped_actor self{sim.system(), true};
  auto out = std::vector<room_status>{};
  auto pending
    = self->request(sim.actors().rooms(), caf::infinite, caf::get_atom_v);
  sim.settle();
  pending.receive([&](std::vector<room_status>& x) { out = std::move(x); },
                  [&](caf::error& e) { FAIL(sim.system().render(e)); });
  return out;
}

} // namespace

TEST_CASE_METHOD(chat_world, "an empty room is gone", "[room]") {
  auto ann = enter("/room/a");
  CHECK(rooms_of(sim).size() == 1);
  auto epoch = rooms_of(sim).front().epoch;
  ann.closes();
  sim.settle();
  CHECK(rooms_of(sim).empty());
  enter("/room/a");
  CHECK(rooms_of(sim).front().epoch != epoch);
}

TEST_CASE("a room lingers as long as its kind says", "[room]") {
  auto options = simulation_options{};
  options.actors.room_kinds["room"].linger = 5s;
  chat_world world{std::move(options)};
  auto& sim = world.sim;
  auto ann = world.enter("/room/a");
  ann.closes();
  sim.advance(4s);
  CHECK(rooms_of(sim).size() == 1);
  auto bob = world.enter("/room/a");
  sim.advance(4s);
  CHECK(rooms_of(sim).size() == 1);
  bob.closes();
  sim.advance(6s);
  CHECK(rooms_of(sim).empty());
}

TEST_CASE_METHOD(chat_world, "server code reaches one room, but one session",
                 "[room]") {
  auto ann = enter("/room/a"), bob = enter("/room/a"), eve = enter("/room/b");
  sim.actors().broadcast({"room", "a"}, news{"x", {}}, bob.key());
  sim.settle();
  CHECK(ann.count("news") == 1);
  CHECK(bob.count("news") == 0);
  CHECK(eve.count("news") == 0);
}

TEST_CASE_METHOD(chat_world, "server code reaches several rooms, or all",
                 "[room]") {
  auto ann = enter("/room/a"), bob = enter("/room/b"), eve = enter("/room/c");
  auto zoe = enter("/chat/a");
  sim.actors().broadcast("room", {"a", "b", "nobody"}, news{"some", {}});
  sim.actors().broadcast_all("room", news{"all", {}});
  sim.settle();
  CHECK(ann.count("news") == 2);
  CHECK(bob.count("news") == 2);
  CHECK(eve.count("news") == 1);
  CHECK(zoe.count("news") == 0);
  CHECK(rooms_of(sim).size() == 4);
}

TEST_CASE("a session in two of the rooms gets the event once per room",
          "[room]") {
  auto routes = router{};
  routes.add("/both", accepts<>, [](session* self, const handshake&) {
    self->join("room", "a");
    self->join("room", "b");
    return caf::message_handler{};
  });
  simulation sim{std::move(routes)};
  auto ann = sim.connect("/both");
  sim.settle();
  sim.actors().broadcast("room", {"a", "b"}, news{"x", {}});
  sim.settle();
  CHECK(ann.count("news") == 2);
}

TEST_CASE("a session may not be in more rooms than allowed", "[room]") {
  auto routes = router{};
  routes.add("/many", accepts<>, [](session* self, const handshake&) {
    for (int i = 0; i < 200; ++i)
      self->join("room", std::to_string(i));
    return caf::message_handler{};
  });
  simulation sim{std::move(routes)};
  auto ann = sim.connect("/many");
  sim.settle();
  CHECK(rooms_of(sim).size() == sim.actors().bounds().rooms_per_session);
  CHECK(ann.received("error").at("code") == "unavailable");
  ann.vanishes();
  sim.settle();
  CHECK(rooms_of(sim).empty());
}

TEST_CASE_METHOD(chat_world, "a crashed room is made anew with its members",
                 "[room]") {
  auto ann = enter("/chat/lobby"), bob = enter("/chat/lobby");
  ann.sends(chat::chat_message{"before"});
  sim.settle();
  sim.crash_room({"chat", "lobby"});
  sim.settle();
  CHECK(ann.received("system").at("event") == "room_moved");
  CHECK(ann.count("user_joined") == 1);
  bob.sends(chat::chat_message{"after"});
  sim.settle();
  CHECK(numbers(ann) == std::vector<std::uint64_t>{1, 1});
  bob.vanishes();
  sim.settle();
  CHECK(ann.count("user_left") == 1);
}

TEST_CASE("under any schedule members see one order without a gap", "[room]") {
  explore(500, {chat_routes}, [](simulation& sim) {
    auto ann = sim.connect("/chat/lobby"), bob = sim.connect("/chat/lobby");
    auto eve = sim.connect("/chat/lobby");
    for (int i = 0; i < 5; ++i) {
      ann.sends(chat::chat_message{"a" + std::to_string(i)});
      bob.sends(chat::chat_message{"b" + std::to_string(i)});
    }
    eve.vanishes();
    sim.settle();
    for (const auto& who : {ann, bob}) {
      auto seen = numbers(who);
      expect(!seen.empty(), "something arrives");
      for (std::size_t i = 1; i < seen.size(); ++i)
        expect(seen[i] == seen[i - 1] + 1, "no gap and no double");
      expect(seen.back() == 10, "all ten were sent");
      expect(who.count("user_left") <= 1, "eve leaves once at most");
      expect(who.count("user_left") + 1 >= who.count("user_joined"),
             "who was announced and went is reported");
    }
  });
}

TEST_CASE("the same seed runs the same schedule", "[room]") {
  auto hash = [](std::uint64_t seed) {
    auto options = simulation_options{};
    options.seed = seed;
    simulation sim{chat_routes(), std::move(options)};
    auto ann = sim.connect("/chat/lobby"), bob = sim.connect("/chat/lobby");
    ann.sends(chat::chat_message{"hi"});
    bob.vanishes();
    sim.settle();
    return sim.trace_hash();
  };
  CHECK(hash(7) == hash(7));
  CHECK(hash(7) != hash(8));
}
