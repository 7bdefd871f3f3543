// What a route's `slow_members` does, under a clock that stands still.
#include <troupe/testkit/simulation.hpp>

#include "catch.hpp"

#include <algorithm>

using namespace troupe;
using namespace std::chrono_literals;

namespace {

struct say {
  std::string text;
  maybe<std::string> key;
};
TROUPE_EVENT(say, "say", text, key)

struct ask {};
TROUPE_EVENT(ask, "ask")

struct said {
  std::string text;
  maybe<std::string> key;
  sequence seq;
};
TROUPE_EVENT(said, "said", text, key, seq)

struct answer {
  std::string text = std::string(400, 'a');
};
TROUPE_EVENT(answer, "answer", text)

caf::message_handler talk(session* self, const handshake& who) {
  auto room = self->join("talk", who.param("room"));
  auto other = self->join("other", who.param("room"));
  return {
    [=](const say& x) {
      if (!x.key)
        return room.broadcast(said{x.text, x.key, {}});
      room.broadcast(said{x.text, x.key, {}}, conflate{*x.key});
      if (x.text == "both")
        other.broadcast(said{x.text, x.key, {}}, conflate{*x.key});
    },
    [=](const ask&) { self->push(answer{}); },
  };
}

/// Bob talks; Ann reads as slowly as a test says. 10,000 bytes may wait.
struct talking {
  explicit talking(slow_members policy)
    : sim{routes(policy), options()},
      ann(sim.connect("/talk/a")),
      bob(sim.connect("/talk/a")) {
    sim.settle();
    ann.reads_slowly(0);
  }

  static router routes(slow_members policy) {
    auto out = router{};
    out.add("/talk/:room", with(policy, rate_limit{0, 1}), accepts<say, ask>,
            talk);
    return out;
  }

  static simulation_options options() {
    auto out = simulation_options{};
    out.actors.bounds.queue_bytes = 10'000;
    return out;
  }

  void says(const std::string& text, maybe<std::string> key = {}) {
    bob.sends(say{text, std::move(key)});
    sim.settle();
  }

  /// 100 events of 1,000 bytes each: ten times what may wait.
  void talks_too_much() {
    for (int i = 0; i < 100; ++i)
      says(std::string(1'000, 'x'));
  }

  /// The numbers that Ann has got.
  std::vector<std::uint64_t> numbers() const {
    auto out = std::vector<std::uint64_t>{};
    for (const auto& each : ann.all("said"))
      out.push_back(each.at("seq"));
    return out;
  }

  simulation sim;
  client ann, bob;
};

} // namespace

TEST_CASE("without a policy a slow member is closed with 1013", "[slow]") {
  talking world{slow_members::disconnect};
  world.talks_too_much();
  CHECK(world.ann.close_code() == close_code::overloaded);
  CHECK(world.bob.count("said") == 100);
}

TEST_CASE("drop_oldest keeps the newest, and tells what is missing where",
          "[slow]") {
  talking world{slow_members::drop_oldest};
  world.talks_too_much();
  CHECK_FALSE(world.ann.close_code());
  world.ann.reads_freely();
  auto missing = std::uint64_t{0}, last = std::uint64_t{0};
  for (const auto& each : world.ann.events())
    if (each.at("type") == "system") {
      CHECK(each.at("event") == "messages_dropped");
      CHECK(each.contains("timestamp"));
      missing += each.at("dropped").get<std::uint64_t>();
    } else {
      CHECK(each.at("seq") == last + missing + 1);
      last = each.at("seq");
      missing = 0;
    }
  CHECK(last == 100);
  CHECK(world.ann.count("system") == 1);
  CHECK(world.sim.actors().totals().dropped_messages
        == 100 - world.ann.count("said"));
  CHECK(world.ann.count("said") >= 8);
  CHECK(world.sim.actors().totals().slow_clients == 0);
  CHECK(world.bob.count("said") == 100);
}

TEST_CASE("each time it falls behind it is told anew", "[slow]") {
  talking world{slow_members::drop_oldest};
  for (std::size_t episode = 1; episode <= 3; ++episode) {
    world.talks_too_much();
    world.ann.reads_freely();
    CHECK(world.ann.count("system") == episode);
    world.ann.reads_slowly(0);
  }
  auto told = std::uint64_t{0};
  for (const auto& each : world.ann.all("system"))
    told += each.at("dropped").get<std::uint64_t>();
  CHECK(told == 300 - world.ann.count("said"));
  CHECK(world.sim.actors().totals().dropped_messages == told);
}

TEST_CASE("drop_oldest never drops an answer", "[slow]") {
  talking world{slow_members::drop_oldest};
  for (int i = 0; i < 5; ++i) {
    world.ann.sends(ask{});
    world.talks_too_much();
  }
  world.ann.reads_freely();
  CHECK(world.ann.count("answer") == 5);
  CHECK(world.ann.count("said") < 100);
}

TEST_CASE("answers alone close a slow client of drop_oldest", "[slow]") {
  talking world{slow_members::drop_oldest};
  for (int i = 0; i < 100; ++i)
    world.ann.sends(ask{});
  world.sim.settle();
  CHECK(world.ann.close_code() == close_code::overloaded);
  CHECK(world.sim.actors().totals().slow_clients == 1);
}

TEST_CASE("a member with a policy that reads in time gets all", "[slow]") {
  auto policy = GENERATE(slow_members::drop_oldest, slow_members::latest_only);
  talking world{policy};
  world.ann.reads_freely();
  for (int i = 0; i < 100; ++i)
    world.says(std::string(1'000, 'x'), {"k"});
  CHECK(world.ann.count("said") == 100);
  CHECK(world.ann.count("system") == 0);
}

TEST_CASE("latest_only keeps the newest of each key, in order", "[slow]") {
  talking world{slow_members::latest_only};
  for (int i = 0; i < 300; ++i)
    world.says(std::string(1'000, 'x'), {"cursor" + std::to_string(i % 3)});
  CHECK_FALSE(world.ann.close_code());
  world.ann.reads_freely();
  auto got = world.numbers();
  CHECK(std::is_sorted(got.begin(), got.end()));
  REQUIRE(got.size() >= 3);
  auto newest = std::vector<std::uint64_t>{got.end() - 3, got.end()};
  CHECK(newest == std::vector<std::uint64_t>{298, 299, 300});
  CHECK(world.sim.actors().totals().conflated_messages == 300 - got.size());
  CHECK(world.ann.count("system") == 0); // The route has asked for it.
}

TEST_CASE("latest_only keeps what has no key, up to the limit", "[slow]") {
  talking world{slow_members::latest_only};
  for (int i = 0; i < 7; ++i)
    world.says(std::string(1'000, 'x'));
  world.says("newest", {"k"});
  CHECK_FALSE(world.ann.close_code());
  SECTION("below it all comes") {
    world.ann.reads_freely();
    CHECK(world.ann.count("said") == 8);
  }
  SECTION("above it the client is closed") {
    world.talks_too_much();
    CHECK(world.ann.close_code() == close_code::overloaded);
  }
}

TEST_CASE("one key in two rooms is two keys", "[slow]") {
  talking world{slow_members::latest_only};
  for (int i = 0; i < 8; ++i) // Until the socket takes no more.
    world.says(std::string(1'000, 'x'), {"filler"});
  for (int i = 0; i < 20; ++i)
    world.says("both", {"k"});
  world.ann.reads_freely();
  auto both = world.ann.all("said");
  std::erase_if(both, [](const json& x) { return x.at("text") != "both"; });
  CHECK(both.size() == 2);
}

TEST_CASE("a key that changes all the time has its turn", "[slow]") {
  talking world{slow_members::latest_only};
  world.ann.reads_slowly(2'000);
  for (int i = 0; i < 200; ++i) { // 3 times as much as Ann reads
    world.says(std::string(500, 'h'), {"hot"});
    if (i % 2 == 0)
      world.says(std::string(500, 'c'), {"cold" + std::to_string(i % 10)});
    world.sim.advance(100ms);
  }
  auto hot = world.ann.all("said");
  std::erase_if(hot, [](const json& x) { return x.at("key") != "hot"; });
  CHECK(hot.size() >= 5);
}

TEST_CASE("of a full queue drop_oldest keeps the newest event", "[slow]") {
  talking world{slow_members::drop_oldest};
  world.ann.fills_its_queue();
  world.talks_too_much();
  CHECK_FALSE(world.ann.close_code());
  CHECK(world.sim.actors().totals().dropped_messages == 99);
}
