// What holds after any sequence of legal moves.
#include "chess_kit.hpp"
#include "perft.hpp"

#include <apps/game/chess/pgn.hpp>
#include <apps/game/chess/requested_move.hpp>

#include <rapidcheck.h>

#include <functional>
#include <set>

using namespace troupe::chess;
using namespace chess_test;

namespace {

// Numbers that choose: the start, then a legal move each. What is left of them
// when the game ends is not used.
using choices = std::vector<std::uint16_t>;

game_record start_of(const choices& numbers) {
  auto which = numbers.empty() ? 0 : numbers.front();
  return game_record{at(perft_cases[which % perft_cases.size()].fen)};
}

// Calls check(game, move) in front of each move of a random game.
template <class Check>
game_record random_game(const choices& numbers, const Check& check) {
  auto game = start_of(numbers);
  for (auto number : numbers) {
    if (game.ending())
      break;
    auto moves = legal_moves(game.current());
    auto what = moves[number % moves.size()];
    check(game, what);
    RC_ASSERT(game.play(what).has_value());
  }
  return game;
}

bool holds(const std::function<void(const choices&)>& property) {
  return rc::check([&] {
    property(*rc::gen::container<choices>(*rc::gen::inRange(0, 200),
                                          rc::gen::arbitrary<std::uint16_t>()));
  });
}

} // namespace

TEST_CASE("a position is the one that its FEN gives back", "[fen][property]") {
  CHECK(holds([](const choices& numbers) {
    random_game(numbers, [](const game_record& game, move) {
      auto got = parse_fen(to_fen(game.current()));
      RC_ASSERT(got.has_value());
      RC_ASSERT(*got == game.current());
    });
  }));
}

TEST_CASE("a move is the one that its SAN and its UCI text give back",
          "[san][property]") {
  CHECK(holds([](const choices& numbers) {
    random_game(numbers, [](const game_record& game, move what) {
      const auto& now = game.current();
      auto san = parse_san(now, to_san(now, what));
      auto uci = parse_uci(now, to_uci(what));
      RC_ASSERT(san.has_value());
      RC_ASSERT(*san == what);
      RC_ASSERT(uci.has_value());
      RC_ASSERT(*uci == what);
    });
  }));
}

TEST_CASE("no two legal moves are written alike", "[san][property]") {
  CHECK(holds([](const choices& numbers) {
    random_game(numbers, [](const game_record& game, move) {
      auto moves = legal_moves(game.current());
      auto texts = std::set<std::string>{};
      for (auto what : moves)
        texts.insert(to_san(game.current(), what));
      RC_ASSERT(texts.size() == moves.size());
    });
  }));
}

TEST_CASE("the mover's king is never left in check", "[moves][property]") {
  CHECK(holds([](const choices& numbers) {
    random_game(numbers, [](const game_record& game, move what) {
      auto after = make(game.current(), what);
      after.turn = game.current().turn;
      RC_ASSERT(!in_check(after));
    });
  }));
}

TEST_CASE("every legal move can be asked for by squares and piece",
          "[request][property]") {
  CHECK(holds([](const choices& numbers) {
    random_game(numbers, [](const game_record& game, move what) {
      auto from = to_string(what.from);
      auto to = to_string(what.to);
      auto kind = game.current().pieces.at(what.from)->kind;
      auto becomes
        = what.promotion ? to_string(*what.promotion) : std::string_view{};
      auto got
        = find_move(game.current(), {from, to, to_string(kind), becomes});
      RC_ASSERT(got.has_value());
      RC_ASSERT(*got == what);
    });
  }));
}

TEST_CASE("a game is the one that its PGN gives back", "[pgn][property]") {
  CHECK(holds([](const choices& numbers) {
    auto game
      = pgn_game{{}, random_game(numbers, [](const auto&, move) {}), {}};
    auto got = parse_pgn(to_pgn(game));
    RC_ASSERT(got.has_value());
    RC_ASSERT(got->record.start() == game.record.start());
    RC_ASSERT(got->record.moves() == game.record.moves());
    RC_ASSERT(got->record.ending() == game.record.ending());
    RC_ASSERT(to_pgn(*got) == to_pgn(game));
  }));
}

// -- texts with a mistake -----------------------------------------------------

namespace {

// The text with one letter replaced by another one of it, or by any byte.
std::string with_mistake(std::string text) {
  auto place = *rc::gen::inRange<std::size_t>(0, text.size());
  auto other = *rc::gen::inRange<std::size_t>(0, text.size());
  text[place]
    = *rc::gen::oneOf(rc::gen::just(text[other]), rc::gen::arbitrary<char>());
  return text;
}

} // namespace

TEST_CASE("FEN that is taken is FEN as it is written", "[fen][property]") {
  CHECK(holds([](const choices& numbers) {
    auto game = random_game(numbers, [](const auto&, move) {});
    auto text = with_mistake(to_fen(game.current()));
    auto got = parse_fen(text);
    if (got)
      RC_ASSERT(to_fen(*got) == text);
  }));
}

TEST_CASE("PGN that is taken reads as it is written again", "[pgn][property]") {
  CHECK(holds([](const choices& numbers) {
    auto game = pgn_game{};
    game.record = random_game(numbers, [](const auto&, move) {});
    auto got = parse_pgn(with_mistake(to_pgn(game)));
    if (!got)
      return;
    auto again = parse_pgn(to_pgn(*got));
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->record.moves() == got->record.moves());
    RC_ASSERT(to_pgn(*again) == to_pgn(*got));
  }));
}
