// What players ask for, and what they are told when they may not.
#include "chess_kit.hpp"

#include <apps/game/chess/requested_move.hpp>

using namespace troupe::chess;
using namespace chess_test;

namespace {

constexpr auto start
  = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1";

struct row {
  const char* fen;
  requested_move wanted;
  const char* answer; // a move, or why there is none
};

void check_answer(const row& expected) {
  const auto& [fen, wanted, answer] = expected;
  CAPTURE(fen, wanted.from, wanted.to, wanted.piece, wanted.promotion);
  auto got = find_move(at(fen), wanted);
  CHECK((got ? to_uci(*got) : got.error().message) == answer);
}

} // namespace

TEST_CASE("a move is asked for by squares and piece", "[request]") {
  auto castling = "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1";
  auto promotion = "4k3/P7/8/8/8/8/8/4K3 w - - 0 1";
  check_answer(GENERATE_COPY(values<row>({
    {start, {"e2", "e4", "pawn", ""}, "e2e4"},
    {start, {"e2", "e4", "P", ""}, "e2e4"},
    {start, {"e2", "e4", "p", ""}, "e2e4"},
    {start, {"g1", "f3", "knight", ""}, "g1f3"},
    {start, {"g1", "f3", "n", ""}, "g1f3"},
    {castling, {"e1", "g1", "king", ""}, "e1g1"},
    {castling, {"e1", "c1", "K", ""}, "e1c1"},
    {promotion, {"a7", "a8", "pawn", "queen"}, "a7a8q"},
    {promotion, {"a7", "a8", "pawn", "q"}, "a7a8q"},
    {promotion, {"a7", "a8", "pawn", "N"}, "a7a8n"},
    {"4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 1", {"e5", "d6", "pawn", ""}, "e5d6"},
  })));
}

TEST_CASE("words that mean no squares and pieces are refused", "[request]") {
  auto no_square = "from and to are squares, a1 to h8";
  auto no_piece = "piece is none of pawn, knight, bishop, rook, queen, king";
  auto no_promotion = "a pawn becomes a queen, rook, bishop or knight";
  check_answer(GENERATE_COPY(values<row>({
    {start, {"", "e4", "pawn", ""}, no_square},
    {start, {"e2", "", "pawn", ""}, no_square},
    {start, {"e9", "e4", "pawn", ""}, no_square},
    {start, {"i2", "e4", "pawn", ""}, no_square},
    {start, {"E2", "E4", "pawn", ""}, no_square},
    {start, {"e2 ", "e4", "pawn", ""}, no_square},
    {start, {"e2", "e4", "", ""}, no_piece},
    {start, {"e2", "e4", "horse", ""}, no_piece},
    {start, {"e2", "e4", "pawns", ""}, no_piece},
    {start, {"e2", "e4", "x", ""}, no_piece},
    {start, {"e2", "e4", "pawn", "king"}, no_promotion},
    {start, {"e2", "e4", "pawn", "pawn"}, no_promotion},
    {start, {"e2", "e4", "pawn", "dame"}, no_promotion},
  })));
}

TEST_CASE("a piece that is not there to move is refused", "[request]") {
  check_answer(GENERATE(values<row>({
    {start, {"e5", "e6", "pawn", ""}, "no piece on e5"},
    {start, {"g1", "f3", "pawn", ""}, "the piece on g1 is a knight"},
    {start, {"d1", "d2", "king", ""}, "the piece on d1 is a queen"},
    {start, {"e7", "e5", "pawn", ""}, "the piece on e7 is black"},
    {start, {"e7", "e5", "queen", ""}, "the piece on e7 is a pawn"},
  })));
}

TEST_CASE("a move against the rules is refused", "[request]") {
  auto promotion = "4k3/P7/8/8/8/8/8/4K3 w - - 0 1";
  auto check = "the king would be in check";
  auto no_promotion = "only a pawn on the last rank becomes something else";
  check_answer(GENERATE_COPY(values<row>({
    {start, {"e2", "e5", "pawn", ""}, "illegal move"},
    {start, {"e2", "d3", "pawn", ""}, "illegal move"},
    {start, {"e2", "e2", "pawn", ""}, "illegal move"},
    {start, {"a1", "a3", "rook", ""}, "illegal move"},
    {start, {"d1", "d2", "queen", ""}, "illegal move"},
    {start, {"e2", "e4", "pawn", "queen"}, no_promotion},
    {start, {"g1", "f3", "knight", "queen"}, no_promotion},
    {promotion,
     {"a7", "a8", "pawn", ""},
     "promotion is missing: what the pawn becomes"},
    {promotion, {"a7", "b8", "pawn", "queen"}, "illegal move"},
    {"4r1k1/8/8/8/8/8/4N3/4K3 w - - 0 1", {"e2", "c3", "N", ""}, check},
    {"4r1k1/8/8/8/8/8/8/R3K3 w - - 0 1", {"a1", "a2", "R", ""}, check},
    {"3r2k1/8/8/8/8/8/8/4K3 w - - 0 1", {"e1", "d1", "K", ""}, check},
    {"8/8/8/K2pP2r/8/8/8/4k3 w - d6 0 1", {"e5", "d6", "P", ""}, check},
  })));
}

TEST_CASE("castling that is not allowed is refused with its rule",
          "[request]") {
  auto wanted = requested_move{"e1", "g1", "king", ""};
  auto check = "the king may not castle out of, through or into check";
  check_answer(GENERATE_COPY(values<row>({
    {"4k3/8/8/8/8/8/8/4K2R w - - 0 1", wanted,
     "castling there is no longer allowed"},
    {start, wanted, "a piece stands between king and rook"},
    {"4rk2/8/8/8/8/8/8/4K2R w K - 0 1", wanted, check},
    {"5rk1/8/8/8/8/8/8/4K2R w K - 0 1", wanted, check},
    {"k5r1/8/8/8/8/8/8/4K2R w K - 0 1", wanted, check},
  })));
}
