#include <apps/game/engine/engine_strength.hpp>

#include "catch.hpp"

using namespace troupe;
using namespace troupe::chess;
using namespace std::chrono_literals;

namespace {

using lines = std::vector<std::string>;

engine_settings settings(const lines& offered) {
  auto out = engine_settings{};
  for (const auto& line : offered)
    out.offer(line);
  return out;
}

const auto skill
  = std::string{"option name Skill Level type spin default 20 min 0 max 20"};
const auto rating
  = std::string{"option name UCI_Elo type spin default 1350 min 1320 max 3220"};
const auto limited
  = std::string{"option name UCI_LimitStrength type check default false"};

auto thinks(std::uint32_t level, std::uint64_t left = 0,
            std::uint64_t increment = 0) {
  return think_time({"", level, left, increment}, {});
}

} // namespace

TEST_CASE("levels are spread over the engine's skill") {
  auto engine = settings({skill, rating, limited});
  CHECK(engine.strength(1) == lines{"setoption name Skill Level value 0"});
  CHECK(engine.strength(10) == lines{"setoption name Skill Level value 9"});
  CHECK(engine.strength(20) == lines{"setoption name Skill Level value 20"});
}

TEST_CASE("levels out of range are the nearest") {
  auto engine = settings({skill});
  CHECK(engine.strength(0) == engine.strength(1));
  CHECK(engine.strength(4'000'000'000) == engine.strength(20));
}

TEST_CASE("an engine without skill plays by a rating, and freely at the top") {
  auto engine = settings({rating, limited});
  CHECK(engine.strength(1)
        == lines{"setoption name UCI_LimitStrength value true",
                 "setoption name UCI_Elo value 1320"});
  CHECK(engine.strength(20)
        == lines{"setoption name UCI_LimitStrength value false"});
}

TEST_CASE("an engine without strengths is left as it is") {
  CHECK(settings({rating}).strength(3).empty());
  CHECK(settings({}).basics(16).empty());
}

TEST_CASE("an engine is told one thread and a small table, as it has them") {
  auto engine
    = settings({"option name Threads type spin default 8 min 1 max 1024",
                "option name Hash type spin default 256 min 32 max 33554432"});
  CHECK(
    engine.basics(16)
    == lines{"setoption name Threads value 1", "setoption name Hash value 32"});
}

TEST_CASE("settings that make no sense are not offered") {
  auto engine
    = settings({"option name Skill Level type spin default 1 min 9 max 2",
                "option name Skill Level type spin default 1",
                "option name Skill Level type spin min 0 max 99999999999",
                "option name Skill Level", "Skill Level type spin min 0 max 2",
                "option name Hash type spin min x max 10"});
  CHECK(engine.strength(20).empty());
  CHECK(engine.basics(16).empty());
}

TEST_CASE("the higher the level, the longer it thinks") {
  CHECK(thinks(1) == 50ms);
  CHECK(thinks(20) == 1'000ms);
  CHECK(thinks(10) == 500ms);
}

TEST_CASE("no move takes more than a twentieth of the clock") {
  CHECK(thinks(20, 4'000) == 100ms);
  CHECK(thinks(20, 4'000, 60'000) == 200ms);
  CHECK(thinks(20, 10'000, 200) == 350ms);
  CHECK(thinks(20, 5) == 1ms);
}

TEST_CASE("much time does not make it slow") {
  CHECK(thinks(5, 10'800'000, 60'000) == thinks(5));
  CHECK(thinks(20, ~0ULL, ~0ULL) == 1'000ms);
}
