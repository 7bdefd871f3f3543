#include "game_world.hpp"

using namespace troupe;
using namespace tests;

namespace {

struct clock_world : game_world {
  clock_world()
    : game_world({}, {{"time_ms", 60'000}, {"increment_ms", 2'000}}) {}
};

} // namespace

TEST_CASE_METHOD(clock_world, "a clock runs for who has the move", "[clock]") {
  sim.advance(10s);
  play(white, "e2e4");
  auto clocks = black.received("move_made").at("clocks");
  CHECK(clocks.at("white") == 52'000);
  CHECK(clocks.at("black") == 60'000);
  sim.advance(5s);
  CHECK(enter().received("game_state").at("clocks").at("black") == 55'000);
}

TEST_CASE_METHOD(clock_world, "whose flag falls has lost", "[clock]") {
  play(white, "e2e4");
  sim.advance(59'999ms);
  CHECK(white.count("game_over") == 0);
  sim.advance(1ms);
  CHECK(white.received("game_over").at("result") == "1-0");
  CHECK(white.received("game_over").at("reason") == "flag");
  CHECK(white.received("game_over").at("clocks").at("black") == 0);
  sim.advance(10min);
  CHECK(white.count("game_over") == 1);
}

TEST_CASE_METHOD(clock_world, "the shorter of two clocks is watched in time",
                 "[clock]") {
  sim.advance(59s);
  play(white, "e2e4"); // 3 s left
  sim.advance(1s);
  play(black, "e7e5");
  sim.advance(3s);
  CHECK(white.received("game_over").at("result") == "0-1");
}

TEST_CASE("who cannot mate does not win by the flag", "[clock]") {
  auto game = chess_game{};
  CHECK(game.ending_by(forfeit::out_of_time, 0).result == "0-1");
  CHECK(game.ending_by(forfeit::out_of_time, 0).reason == "flag");
}

TEST_CASE("a clock without time has none for a move", "[clock]") {
  auto at = game_clock::time_point{};
  auto clock = game_clock{2, 10s, 1s};
  clock.start(0, at);
  CHECK(clock.left(0, at + 4s) == 6s);
  CHECK(clock.left(0, at + 11s) == 0s);
  clock.press(at + 4s);
  CHECK(clock.left(0, at + 8s) == 7s);
  CHECK_FALSE(clock.running());
}
