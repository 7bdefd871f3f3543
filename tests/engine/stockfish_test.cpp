// A game that Stockfish plays against itself, if there is one.
#ifdef TROUPE_STOCKFISH

#include "engine_world.hpp"

#include <apps/game/chess/fen.hpp>
#include <apps/game/chess/game_record.hpp>
#include <apps/game/chess/requested_move.hpp>

#include "catch.hpp"

#include <nlohmann/json.hpp>

using namespace troupe;
using namespace troupe::chess;
using namespace tests;
using namespace std::chrono_literals;

namespace {

/// What a game's room does with an answer.
void play(game_record& game, const std::string& wish) {
  auto said = nlohmann::json::parse(wish);
  auto from = said.at("from").get<std::string>();
  auto to = said.at("to").get<std::string>();
  auto kind = said.at("piece").get<std::string>();
  auto promotion = said.value("promotion", "");
  auto what = find_move(game.current(), {from, to, kind, promotion});
  REQUIRE(what.has_value());
  REQUIRE(game.play(*what).has_value());
}

turn_request turn_in(const game_record& game, std::uint32_t level) {
  return {moment(to_fen(game.current())), level, 60'000, 1'000};
}

} // namespace

TEST_CASE("Stockfish plays legal moves at every level", "[stockfish]") {
  auto descriptors = open_descriptors();
  {
    engine_world world{quick(TROUPE_STOCKFISH)};
    auto game = game_record{};
    for (std::uint32_t level = 1; level <= 20 && !game.ending(); ++level) {
      auto answer = world.ask(turn_in(game, level));
      REQUIRE(answer.trouble == "");
      play(game, answer.move);
    }
    CHECK(game.moves().size() == 20);
    CHECK(children().size() == 1);
  }
  CHECK(children().empty());
  CHECK(open_descriptors() == descriptors);
}

TEST_CASE("Stockfish sees a mate in one within the limits", "[stockfish]") {
  auto options = quick(TROUPE_STOCKFISH);
  options.engine.most_think_time = patience; // It needs a moment of it.
  engine_world world{options};
  auto state = moment("7k/8/6K1/8/8/8/8/R7 w - - 0 1");
  CHECK(world.ask(turn_request{state, 20, 0, 0}).move
        == R"({"from":"a1","piece":"rook","to":"a8"})");
}

#endif
