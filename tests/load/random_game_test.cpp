#include <apps/load/random_game.hpp>

#include <apps/game/chess/game_record.hpp>

#include "catch.hpp"

using load::planned_move;
using load::random_game;

namespace {

std::vector<planned_move> moves_of(std::uint64_t seed) {
  auto out = std::vector<planned_move>{};
  auto game = random_game{seed};
  while (auto next = game.next())
    out.push_back(*next);
  return out;
}

} // namespace

TEST_CASE("random moves are legal, and none ends the game", "[random_game]") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    auto record = troupe::chess::game_record{};
    for (const auto& next : moves_of(seed)) {
      REQUIRE(record.current().pieces.at(next.what.from)->kind == next.piece);
      auto played = record.play(next.what);
      REQUIRE(played.has_value());
      REQUIRE(played->san == next.san);
      REQUIRE(record.occurrences() == 1);
      REQUIRE_FALSE(record.ending());
    }
  }
}

TEST_CASE("a random game goes on for a hundred moves", "[random_game]") {
  for (std::uint64_t seed = 0; seed < 50; ++seed)
    CHECK(moves_of(seed).size() >= 100);
}

TEST_CASE("the seed decides what is played", "[random_game]") {
  CHECK(moves_of(7) == moves_of(7));
  CHECK(moves_of(7) != moves_of(8));
}
