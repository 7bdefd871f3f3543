// Each invariant holds for the real actors, and is broken by a mutant.
#include "mutants.hpp"

#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>

#include <troupe/testkit/explore.hpp>

#include "catch.hpp"

using namespace troupe;
using namespace tests;
using namespace std::chrono_literals;

namespace {

router chat_routes() {
  auto out = router{};
  chat::add_chat(out);
  return out;
}

class idler final : public caf::event_based_actor {
public:
  using event_based_actor::event_based_actor;

  caf::behavior make_behavior() override {
    return {[](caf::ok_atom) {}};
  }
};

void uphold_all(simulation& sim) {
  sim.upholds(invariants::numbered_without_gap());
  sim.upholds(invariants::user_left_once());
  sim.upholds(invariants::one_room_per_key());
  sim.upholds(invariants::no_leaked_actor());
}

void a_talk(simulation& sim) {
  auto ann = sim.connect("/chat/lobby"), bob = sim.connect("/chat/lobby");
  sim.settle();
  for (int i = 0; i < 3; ++i)
    ann.sends(chat::chat_message{"a"});
  sim.settle();
  ann.vanishes();
  sim.settle();
  bob.vanishes();
  sim.settle();
}

/// Which claim a_talk breaks in this world.
std::string broken_in(const simulation_options& options, invariant claim) {
  simulation sim{chat_routes(), options};
  sim.upholds(std::move(claim));
  try {
    a_talk(sim);
  } catch (const invariant_broken& found) {
    return found.what();
  }
  return "";
}

template <class Room>
simulation_options with() {
  auto out = simulation_options{};
  mutate_rooms<Room>(out.actors);
  return out;
}

} // namespace

TEST_CASE("a room that loses a message breaks the numbering", "[invariant]") {
  CHECK(broken_in(with<forgetful_room>(), invariants::numbered_without_gap())
        == "numbered without a gap does not hold: client 1: seq 3 after 1");
}

TEST_CASE("a room that says a message twice breaks the numbering",
          "[invariant]") {
  CHECK(broken_in(with<stuttering_room>(), invariants::numbered_without_gap())
        == "numbered without a gap does not hold: client 1: seq 1 after 1");
}

TEST_CASE("a room that reports a member twice breaks user_left once",
          "[invariant]") {
  auto said = broken_in(with<mourning_room>(), invariants::user_left_once());
  CHECK(said.starts_with("user_left once does not hold: client 2: user_"));
  CHECK(said.ends_with("left for the 2. time"));
}

TEST_CASE("an actor that its client leaves behind is a leak", "[invariant]") {
  auto kept = std::vector<caf::actor>{};
  auto routes = router{};
  routes.add("/spawn", accepts<>, [&](session* self, const handshake&) {
    kept.push_back(self->home_system().spawn<idler>());
    return caf::message_handler{};
  });
  simulation sim{routes};
  sim.upholds(invariants::no_leaked_actor());
  auto ann = sim.connect("/spawn");
  sim.settle();
  ann.vanishes();
  CHECK_THROWS_WITH(sim.settle(),
                    "no leaked actor does not hold: 1 actors are left");
  caf::anon_send_exit(kept.front(), caf::exit_reason::kill);
}

TEST_CASE("a room that is forgotten too early is a second one of its key",
          "[invariant]") {
  auto forget = [](simulation& sim) {
    sim.upholds(invariants::one_room_per_key());
    auto ann = sim.connect("/chat/lobby");
    sim.settle();
    auto epoch = sim.on().rooms().front().epoch;
    caf::anon_send(sim.actors().rooms(),
                   retire_request{{"chat", "lobby"}, epoch});
    auto bob = sim.connect("/chat/lobby");
    sim.settle();
  };
  CHECK_THROWS_AS(explore(200, {chat_routes}, forget), schedule_failed);
}

TEST_CASE("an own invariant is checked after every step", "[invariant]") {
  simulation sim{chat_routes()};
  sim.upholds({"one visitor at a time", [](simulation& now) {
                 auto rooms = now.on().rooms();
                 auto crowded = !rooms.empty() && rooms[0].members > 1;
                 return std::string{crowded ? "there are more" : ""};
               }});
  auto ann = sim.connect("/chat/lobby");
  sim.settle();
  auto bob = sim.connect("/chat/lobby");
  CHECK_THROWS_WITH(sim.settle(),
                    "one visitor at a time does not hold: there are more");
}

TEST_CASE("all invariants hold under faults of every kind", "[invariant]") {
  explore(1'000, {chat_routes}, [](simulation& sim) {
    uphold_all(sim);
    auto ann = sim.connect("/chat/lobby"), bob = sim.connect("/chat/lobby");
    auto eve = sim.connect("/chat/lobby");
    sim.suffers({faults::vanishes(ann), faults::session_crashes(bob),
                 faults::fills_its_queue(eve), faults::reads_slowly(bob, 100),
                 faults::room_crashes({"chat", "lobby"}),
                 faults::falls_silent(ann), faults::time_passes(20s),
                 faults::clock_jumps(1h)},
                6);
    for (int i = 0; i < 4; ++i)
      for (const auto& who : {ann, bob, eve})
        who.sends(chat::chat_message{std::to_string(i)});
    sim.settle();
    for (const auto& who : sim.clients())
      who.vanishes();
    sim.advance(2min);
    expect(sim.idle(), "nothing is left to do");
  });
}
