#include <apps/load/move_ledger.hpp>

#include "catch.hpp"

using load::made_move;
using load::move_arrival;
using load::move_ledger;

namespace {

constexpr std::size_t white = 0;
constexpr std::size_t black = 1;
constexpr std::size_t spectator = 2;

const auto first = made_move{1, "e2e4", "e4", "ann", "black"};
const auto second = made_move{2, "e7e5", "e5", "bob", "white"};
const auto third = made_move{3, "g1f3", "Nf3", "ann", "black"};

/// Three moves were played, and nobody has heard of them.
move_ledger three_moves() {
  auto out = move_ledger{3};
  out.start({"ann", "bob"});
  for (const auto& one : {first, second, third})
    out.add(one.move, one.san);
  return out;
}

} // namespace

TEST_CASE("moves that come to all, as they were played, are not missing",
          "[move_ledger]") {
  auto game = three_moves();
  CHECK(game.missing() == 9);
  for (auto viewer : {white, black, spectator})
    for (const auto& one : {first, second, third})
      CHECK(game.note(viewer, one) == move_arrival::in_order);
  CHECK(game.missing() == 0);
}

TEST_CASE("a move that one of them never hears is missing once",
          "[move_ledger]") {
  auto game = three_moves();
  for (auto viewer : {white, black, spectator})
    for (const auto& one : {first, second, third})
      if (viewer != black || one.ply != 2)
        game.note(viewer, one);
  CHECK(game.missing() == 1);
}

TEST_CASE("each viewer has an order of its own", "[move_ledger]") {
  auto game = three_moves();
  CHECK(game.note(white, second) == move_arrival::in_order);
  CHECK(game.note(black, first) == move_arrival::in_order);
  CHECK(game.note(white, first) == move_arrival::late);
  CHECK(game.note(white, first) == move_arrival::again);
  CHECK(game.note(black, second) == move_arrival::in_order);
  CHECK(game.note(black, second) == move_arrival::again);
}

TEST_CASE("a move that nobody has played is a stray", "[move_ledger]") {
  auto game = three_moves();
  auto none = third;
  none.ply = 0;
  CHECK(game.note(white, none) == move_arrival::stray);
  none.ply = 4;
  CHECK(game.note(white, none) == move_arrival::stray);
  CHECK(game.missing() == 9);
}

TEST_CASE("a move that differs from what was played is damaged",
          "[move_ledger]") {
  auto game = three_moves();
  auto change = [](auto made_move::*field, auto value) {
    auto out = first;
    out.*field = value;
    return out;
  };
  CHECK(game.note(white, change(&made_move::move, "e2e3"))
        == move_arrival::damaged);
  CHECK(game.note(white, change(&made_move::san, "e3"))
        == move_arrival::damaged);
  CHECK(game.note(white, change(&made_move::player_id, "bob"))
        == move_arrival::damaged);
  CHECK(game.note(white, change(&made_move::next, "white"))
        == move_arrival::damaged);
  CHECK(game.note(white, change(&made_move::ply, 3u)) == move_arrival::damaged);
  CHECK(game.missing() == 9);
  CHECK(game.note(white, first) == move_arrival::in_order);
}

TEST_CASE("the sides take turns, and a new game starts with White",
          "[move_ledger]") {
  auto game = three_moves();
  CHECK(game.turn() == black);
  game.note(white, first);
  game.start({"cid", "dan"});
  CHECK(game.turn() == white);
  CHECK(game.size() == 0);
  CHECK(game.missing() == 0);
  game.add("e2e4", "e4");
  CHECK(game.note(white, first) == move_arrival::damaged); // ann is not here
  CHECK(game.note(white, {1, "e2e4", "e4", "cid", "black"})
        == move_arrival::in_order);
}
