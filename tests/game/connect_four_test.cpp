#include "game_world.hpp"

using namespace troupe;
using namespace tests;

namespace {

connect_four after(std::initializer_list<std::uint32_t> columns) {
  auto game = connect_four{};
  for (auto column : columns)
    REQUIRE(game.play({column}));
  return game;
}

} // namespace

TEST_CASE("four in a row win, in every direction", "[connect_four]") {
  CHECK(after({1, 1, 2, 2, 3, 3, 4}).ending()->result == "1-0");
  CHECK(after({1, 2, 1, 2, 1, 2, 1}).ending()->result == "1-0");
  CHECK(after({1, 2, 2, 3, 3, 4, 3, 4, 4, 6, 4}).ending()->result == "1-0");
  CHECK(after({4, 3, 3, 2, 2, 1, 2, 1, 1, 6, 1}).ending()->result == "1-0");
  CHECK(after({7, 1, 7, 2, 6, 3, 6, 4}).ending()->result == "0-1");
  CHECK_FALSE(after({1, 1, 2, 2, 3, 3}).ending());
}

TEST_CASE("a full column takes nothing", "[connect_four]") {
  auto game = after({1, 1, 1, 1, 1, 1});
  CHECK(game.play({1}).error().message == "that column is full");
  CHECK(game.play({8}).error().message == "there is no such column");
  CHECK(game.choices().size() == 6);
}

TEST_CASE("the same actor plays any game that has rules", "[connect_four]") {
  auto sim = simulation{game_routes(), game_options_of()};
  auto id = make_game(sim, {{"rules", "connect-four"}});
  auto red = sim.connect("/game/" + id), yellow = sim.connect("/game/" + id);
  sits_down(red, "red");
  sits_down(yellow, "yellow");
  sim.settle();
  for (auto i = 0; i < 4; ++i) {
    red.sends_text(R"({"type":"drop","column":1})");
    sim.settle();
    yellow.sends_text(R"({"type":"drop","column":2})");
    sim.settle();
  }
  CHECK(yellow.received("game_over").at("reason") == "four_in_a_row");
  CHECK(yellow.received("error").at("reason") == "the game is over");
  CHECK(red.received("move_made").at("row") == 4);
  moves(red, "e2e4");
  sim.settle();
  CHECK(red.received("error").at("message") == "Invalid move");
}
