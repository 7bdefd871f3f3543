// Each fault does what its name says.
#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>

#include <troupe/testkit/simulation.hpp>

#include "catch.hpp"

using namespace troupe;
using namespace std::chrono_literals;

namespace {

struct lobby {
  simulation sim{[] {
    auto routes = router{};
    chat::add_chat(routes);
    return routes;
  }()};
  client ann = sim.connect("/chat/lobby");
  client bob = sim.connect("/chat/lobby");

  lobby() {
    sim.settle();
  }

  void suffer(fault what) {
    sim.suffers({std::move(what)}, 1);
    sim.settle();
  }

  void bob_says(const std::string& text) {
    bob.sends(chat::chat_message{text});
    sim.settle();
  }
};

} // namespace

TEST_CASE_METHOD(lobby, "a fault strikes once, and is written down",
                 "[fault]") {
  suffer(faults::vanishes(ann));
  REQUIRE(sim.struck().size() == 1);
  CHECK(sim.struck()[0].find("client 1 vanishes") != std::string::npos);
  CHECK(ann.close_code() == close_code::abnormal);
  CHECK(bob.count("user_left") == 1);
  CHECK(sim.trace().find("fault: client 1 vanishes") != std::string::npos);
}

TEST_CASE_METHOD(lobby, "a session that crashes leaves its rooms", "[fault]") {
  suffer(faults::session_crashes(ann));
  CHECK(ann.close_code() == close_code::going_away);
  CHECK(bob.count("user_left") == 1);
}

TEST_CASE_METHOD(lobby, "a room that crashes is made anew", "[fault]") {
  suffer(faults::room_crashes({"chat", "lobby"}));
  CHECK(ann.received("system").at("event") == "room_moved");
  CHECK(sim.on().rooms().size() == 1);
}

TEST_CASE_METHOD(lobby, "a slow reader gets what its speed allows", "[fault]") {
  suffer(faults::reads_slowly(ann, 1'000));
  for (int i = 0; i < 10; ++i)
    bob_says(std::string(400, 'x'));
  CHECK(ann.count("chat_message") == 0);
  sim.advance(1s);
  CHECK(ann.count("chat_message") == 1);
  sim.advance(1s);
  CHECK(ann.count("chat_message") == 3);
  suffer(faults::reads_freely(ann));
  CHECK(ann.count("chat_message") == 10);
  CHECK_FALSE(ann.close_code());
}

TEST_CASE_METHOD(lobby, "a slow reader is dropped at its byte limit",
                 "[fault]") {
  ann.reads_slowly(0);
  for (int i = 0; i < 1'000 && !ann.close_code(); ++i) {
    bob_says(std::string(1'000, 'x'));
    bob_says(std::string(1'000, 'x'));
    sim.advance(10ms);
  }
  CHECK(ann.close_code() == close_code::overloaded);
  CHECK(sim.actors().totals().slow_clients == 1);
  CHECK(bob.count("user_left") == 1);
  CHECK_FALSE(bob.close_code());
}

TEST_CASE_METHOD(lobby, "a full queue drops the client with the next frame",
                 "[fault]") {
  suffer(faults::fills_its_queue(ann));
  CHECK_FALSE(ann.close_code());
  bob_says("hi");
  CHECK(ann.close_code() == close_code::overloaded);
  CHECK(bob.count("user_left") == 1);
  CHECK(bob.count("chat_message") == 1);
}

TEST_CASE_METHOD(lobby, "a client without a network is gone in time",
                 "[fault]") {
  suffer(faults::falls_silent(ann));
  suffer(faults::time_passes(40s));
  sim.advance(40s);
  CHECK(bob.count("user_left") == 1);
}

TEST_CASE_METHOD(lobby, "people read the clock that jumps", "[fault]") {
  bob_says("before");
  auto before = ann.received("chat_message").at("timestamp");
  suffer(faults::clock_jumps(-1h));
  bob_says("after");
  CHECK(ann.received("chat_message").at("timestamp") < before);
}

TEST_CASE("a script is the same for the same seed", "[fault]") {
  auto script = [](std::uint64_t seed) {
    auto options = simulation_options{};
    options.seed = seed;
    simulation sim{router{}, options};
    sim.suffers(
      {faults::clock_jumps(1h), faults::store_fails(), faults::store_works()},
      8);
    sim.settle();
    return sim.struck();
  };
  CHECK(script(3).size() == 8);
  CHECK(script(3) == script(3));
  CHECK(script(3) != script(4));
}
