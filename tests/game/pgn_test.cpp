#include "chess_kit.hpp"

#include <apps/game/chess/pgn.hpp>

#include <algorithm>

using namespace troupe::chess;
using namespace chess_test;

namespace {

std::string reason_against(const std::string& text) {
  auto got = parse_pgn(text);
  return got ? "none" : got.error().message;
}

} // namespace

TEST_CASE("PGN has the seven tags, then the moves", "[pgn]") {
  auto game = pgn_game{};
  game.tags = {{"White", "Ann"}, {"Black", "Bob"}, {"TimeControl", "300+3"}};
  play(game.record, "f3 e5 g4 Qh4#");
  CHECK(to_pgn(game) == R"([Event "?"]
[Site "?"]
[Date "????.??.??"]
[Round "?"]
[White "Ann"]
[Black "Bob"]
[Result "0-1"]
[TimeControl "300+3"]

1. f3 e5 2. g4 Qh4# 0-1
)");
}

TEST_CASE("PGN of a game that goes on ends with a star", "[pgn]") {
  auto text = to_pgn({});
  CHECK(text.find("[Result \"*\"]\n\n*\n") != std::string::npos);
}

TEST_CASE("PGN says how a game ended that the rules did not end", "[pgn]") {
  auto game = pgn_game{};
  play(game.record, "e4");
  game.outcome = game_result::white_wins;
  CHECK(to_pgn(game).find("[Result \"1-0\"]\n\n1. e4 1-0\n")
        != std::string::npos);
  CHECK(required(parse_pgn(to_pgn(game))).outcome == game_result::white_wins);
}

TEST_CASE("PGN of a game with its own start begins there", "[pgn]") {
  auto fen = "4k3/8/8/8/8/8/8/R3K3 b - - 5 30";
  auto game = pgn_game{{}, game_record{at(fen)}, {}};
  play(game.record, "Kd7 Ra7+ Kc6");
  auto text = to_pgn(game);
  CHECK(text.find("30... Kd7 31. Ra7+ Kc6 *") != std::string::npos);
  auto got = required(parse_pgn(text));
  CHECK(to_fen(got.record.start()) == fen);
  CHECK(got.record.moves() == game.record.moves());
}

TEST_CASE("PGN quotes what is in a tag", "[pgn]") {
  auto game = pgn_game{};
  game.tags = {{"White", R"(A "B" \ C])"},
               {"Black", "a\nb\x7F"
                         "c"}};
  auto got = required(parse_pgn(to_pgn(game)));
  CHECK(got.tag("White") == R"(A "B" \ C])");
  CHECK(got.tag("Black") == "a b c");
}

TEST_CASE("PGN keeps its lines short", "[pgn]") {
  auto game = pgn_game{};
  play(game.record, "a3 a6 b3 b6 c3 c6 d3 d6 e3 e6 f3 f6 g3 g6 h3 h6");
  play(game.record, "a4 a5 b4 b5 c4 c5 d4 d5 e4 e5 f4 f5 g4 g5 h4 h5");
  auto lines = std::istringstream{to_pgn(game)};
  auto count = 0;
  for (auto line = std::string{}; std::getline(lines, line); ++count)
    CHECK(line.size() < 80);
  CHECK(count == 7 + 1 + 2); // tags, an empty line, moves
}

TEST_CASE("PGN is read with all that is not moves", "[pgn]") {
  auto got = required(parse_pgn(R"( ; a comment before
[White "Ann"] [ Black  "Bob" ]
{ This is
  an opening. (1. d4 { d5) }
1. e4! $1 e5?! {so far [book]} (1... c5 2. Nf3 (2. c3 {a ) here} d5) 2... d6)
2.Nf3 2...Nc6 ; the rest ( of the line
3 . Bb5 a6?? 1/2-1/2 {agreed})"));
  CHECK(got.tag("White") == "Ann");
  CHECK(got.tag("Black") == "Bob");
  CHECK(got.outcome == game_result::draw);
  CHECK(to_fen(got.record.current())
        == "r1bqkbnr/1ppp1ppp/p1n5/1B2p3/4P3/5N2/PPPP1PPP/RNBQK2R w KQkq - "
           "0 4");
}

TEST_CASE("text that is no PGN is refused, with the place", "[pgn]") {
  struct row {
    const char* text;
    const char* reason;
  };
  auto [text, reason] = GENERATE(values<row>({
    {"", "PGN: the result is missing"},
    {"1. e4 e5", "PGN: the result is missing"},
    {"1. e4 {never closed 1-0", "PGN: the result is missing"},
    {"1. e4 (1. d4 1-0", "PGN: the result is missing"},
    {"1. e4 e5 2. Ke3 *", "PGN: move 2: illegal move Ke3"},
    {"1. e4 rubbish *", "PGN: move 1: no move in algebraic notation"},
    {"1. e4 ) *", "PGN: a bracket where a move is expected"},
    {"1. f3 e5 2. g4 Qh4# 3. a3 0-1", "PGN: move 3: illegal move a3"},
    {"1. f3 e5 2. g4 Qh4# 1-0", "PGN: the result is not the one of the game"},
    {"1. f3 e5 2. g4 Qh4# *", "PGN: the result is not the one of the game"},
    {"[Result \"1-0\"] 1. e4 0-1", "PGN: the result is not the one of its tag"},
    {"1. e4 * 1. d4 *", "PGN: something follows the result"},
    {"1. e4 [White \"Ann\"] *", "PGN: a bracket where a move is expected"},
    {"[White Ann] *", "PGN: a tag is not [name \"value\"]"},
    {"[White \"Ann] *", "PGN: a tag is not [name \"value\"]"},
    {"[White \"Ann\\", "PGN: a tag is not [name \"value\"]"},
    {"[\"Ann\"] *", "PGN: a tag is not [name \"value\"]"},
    {"[White \"Ann\" *", "PGN: a tag is not [name \"value\"]"},
    {"[FEN \"x\"] *", "FEN: there are not six fields, one space apart"},
  }));
  CAPTURE(text);
  CHECK(reason_against(text) == reason);
}

TEST_CASE("PGN with moves after a draw by rule is refused", "[pgn]") {
  CHECK(reason_against("1. Nf3 Nf6 2. Ng1 Ng8 3. Nf3 Nf6 4. Ng1 Ng8 5. e4 *")
        == "PGN: move 5: the game is over");
}
