// Virtual time: what fires, fires at its very moment.
#include <troupe/actors/router.hpp>
#include <troupe/actors/session.hpp>
#include <troupe/testkit/simulation.hpp>

#include "catch.hpp"

using namespace troupe;
using namespace std::chrono_literals;

namespace {

struct alarm {
  std::uint64_t at = 0; ///< Milliseconds since the channel began.
};
TROUPE_EVENT(alarm, "alarm", at)

/// Pushes an alarm after 3 s, 3.5 s, 4 s and so on.
caf::message_handler clock_channel(session* self, const handshake&) {
  self->delayed_send(self, 3s, caf::tick_atom_v);
  auto began = self->clock().now();
  return {[self, began](caf::tick_atom) {
    auto passed = (self->clock().now() - began) / 1ms;
    self->push(alarm{static_cast<std::uint64_t>(passed)});
    self->delayed_send(self, 500ms, caf::tick_atom_v);
  }};
}

router clock_routes() {
  auto out = router{};
  out.add("/clock", accepts<>, clock_channel);
  out.add("/quiet", accepts<>,
          [](session*, const handshake&) { return caf::message_handler{}; });
  return out;
}

struct clock_world {
  simulation sim{clock_routes()};
};

} // namespace

TEST_CASE_METHOD(clock_world, "timers fire at their moment and not before",
                 "[time]") {
  auto ann = sim.connect("/clock");
  sim.advance(2'999'999'999ns);
  CHECK(ann.count("alarm") == 0);
  sim.advance(1ns);
  CHECK(ann.received("alarm").at("at") == 3'000);
  sim.advance(1h);
  CHECK(ann.count("alarm") == 1 + 3'600 * 2);
  CHECK(ann.all("alarm")[1].at("at") == 3'500);
}

TEST_CASE_METHOD(clock_world, "nothing fires while time stands still",
                 "[time]") {
  auto ann = sim.connect("/clock");
  sim.settle();
  sim.settle();
  CHECK(ann.events().empty());
  CHECK_FALSE(sim.idle());
}

TEST_CASE_METHOD(clock_world, "a client that answers pings stays", "[time]") {
  auto ann = sim.connect("/quiet");
  sim.advance(1h);
  CHECK_FALSE(ann.close_code());
  CHECK(ann.frames(frame::kind::ping).size() == 144);
}

TEST_CASE_METHOD(clock_world,
                 "a client that falls silent is gone after ping and pong time",
                 "[time]") {
  auto ann = sim.connect("/quiet");
  ann.falls_silent();
  sim.advance(34'999ms);
  CHECK_FALSE(ann.close_code());
  CHECK(sim.actors().totals().sessions == 1);
  sim.advance(1ms);
  CHECK(ann.close_code() == close_code::abnormal);
  CHECK(sim.actors().totals().sessions == 0);
}

TEST_CASE_METHOD(clock_world, "the wall clock jumps without the timers",
                 "[time]") {
  auto ann = sim.connect("/clock");
  sim.settle();
  sim.jump_clock(24h);
  sim.settle();
  CHECK(ann.count("alarm") == 0);
  sim.advance(3s);
  CHECK(ann.count("alarm") == 1);
}
