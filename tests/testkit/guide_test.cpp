// The channel and the tests of docs/testing.md; README.md shows the first test.
#include <troupe/actors/router.hpp>
#include <troupe/actors/session.hpp>
#include <troupe/testkit/explore.hpp>

#include "catch.hpp"

#include <string>
#include <vector>

using namespace troupe;
using namespace std::chrono_literals;

// -- what is tested -----------------------------------------------------------

namespace {

struct line {
  std::string text;
  sequence seq;
};
TROUPE_EVENT(line, "line", text, seq)

struct user_left {
  std::string user_id;
};
TROUPE_EVENT(user_left, "user_left", user_id)

// [channel]
/// A talk that is over after five minutes.
caf::message_handler talk(session* self, const handshake& who) {
  auto left = publish(user_left{self->user_id()});
  auto room
    = self->join("talk", who.param("room"), {.joined = {}, .left = left});
  self->delayed_send(self, 5min, caf::tick_atom_v);
  return {
    [=](const line& said) { room.broadcast(said); },
    [=](caf::tick_atom) { self->close(close_code::normal, "Time is up"); },
  };
}
// [/channel]

/// Greets in the client's language, then says what it hears.
caf::message_handler parrot(session* self, const handshake& who) {
  auto polish = who.header("accept-language") == "pl";
  self->push_text(polish ? "Cześć" : "Hello");
  return {
    [=](const raw_text& in) { self->push_text(in.text); },
    [=](const binary& in) { self->push_binary(in.bytes); },
  };
}

router routes() {
  auto out = router{};
  out.add("/talk/:room", accepts<line>, talk);
  out.add("/parrot", accepts<raw_text, binary>, parrot);
  return out;
}

} // namespace

// -- one order ----------------------------------------------------------------

// [first]
TEST_CASE("what one says, the other reads") {
  simulation sim{routes()};
  auto ann = sim.connect("/talk/lobby"), bob = sim.connect("/talk/lobby");
  ann.sends(line{"hi", {}});
  sim.settle();
  CHECK(bob.received("line").at("text") == "hi");
}
// [/first]

// [time]
TEST_CASE("a talk is over after five minutes") {
  simulation sim{routes()};
  auto ann = sim.connect("/talk/lobby");
  sim.advance(5min - 1ns);
  CHECK_FALSE(ann.close_code());
  sim.advance(1ns);
  CHECK(ann.close_code() == close_code::normal);
}
// [/time]

TEST_CASE("a parrot says what it hears") {
  simulation sim{routes()};
  auto options = connect_options{};
  options.headers["accept-language"] = "pl";
  auto ann = sim.connect("/parrot", options);
  ann.sends_text("no event");
  ann.sends_binary("\xFF");
  ann.pings("there?");
  sim.settle();
  using texts = std::vector<std::string>;
  CHECK(ann.frames(frame::kind::text) == texts{"Cześć", "no event"});
  CHECK(ann.frames(frame::kind::binary) == texts{"\xFF"});
  CHECK(ann.frames(frame::kind::pong) == texts{"there?"});
  CHECK(sim.connect("/nowhere").refused() == 404);
}

TEST_CASE("a full queue costs nobody else anything") {
  simulation sim{routes()};
  auto ann = sim.connect("/talk/lobby"), bob = sim.connect("/talk/lobby");
  sim.settle();
  bob.fills_its_queue();
  ann.sends(line{"hi", {}});
  sim.settle();
  CHECK(bob.close_code() == close_code::overloaded);
  CHECK(ann.received("user_left").at("user_id") == bob.user_id());
}

// -- many orders --------------------------------------------------------------

// [faults]
TEST_CASE("whoever goes, and however, those who stay are told once") {
  explore(200, {routes}, [](simulation& sim) {
    sim.upholds(invariants::numbered_without_gap());
    sim.upholds({"no faults", [](simulation& now) {
                   auto faults = now.actors().totals().faults.load();
                   return faults == 0 ? "" : "a handler threw";
                 }});
    auto ann = sim.connect("/talk/lobby"), bob = sim.connect("/talk/lobby");
    sim.settle();
    sim.suffers({faults::vanishes(ann), faults::session_crashes(ann),
                 faults::fills_its_queue(ann), faults::falls_silent(ann),
                 faults::time_passes(20s)},
                4);
    ann.sends(line{"hi", {}});
    bob.sends(line{"ho", {}});
    sim.advance(1min);
    expect((bob.count("user_left") == 1) == ann.close_code().has_value(),
           "bob is told when ann has gone");
  });
}
// [/faults]
