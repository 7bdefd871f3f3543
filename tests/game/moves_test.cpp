// The moves that generators get wrong, each by name.
#include "chess_kit.hpp"

#include <apps/game/chess/legal_moves.hpp>

#include <algorithm>

using namespace troupe::chess;
using namespace chess_test;

namespace {

bool allows(const char* fen, const char* uci) {
  return parse_uci(at(fen), uci).has_value();
}

// The legal moves from one square, in alphabetical order.
std::string moves_from(const char* fen, square from) {
  auto texts = std::vector<std::string>{};
  for (auto what : legal_moves(at(fen)))
    if (what.from == from)
      texts.push_back(to_uci(what));
  std::ranges::sort(texts);
  auto out = std::string{};
  for (const auto& text : texts)
    out += (out.empty() ? "" : " ") + text;
  return out;
}

std::string fen_after(const char* fen, const char* uci) {
  auto before = at(fen);
  return to_fen(make(before, required(parse_uci(before, uci))));
}

} // namespace

// -- pins ---------------------------------------------------------------------

TEST_CASE("a pinned knight does not move", "[moves][pin]") {
  CHECK(moves_from("4r1k1/8/8/8/8/8/4N3/4K3 w - - 0 1", square::e2) == "");
}

TEST_CASE("a pinned rook moves along its pin, up to taking the pinner",
          "[moves][pin]") {
  CHECK(moves_from("4r1k1/8/8/8/8/4R3/8/4K3 w - - 0 1", square::e3)
        == "e3e2 e3e4 e3e5 e3e6 e3e7 e3e8");
}

TEST_CASE("a rook pinned on a diagonal does not move", "[moves][pin]") {
  CHECK(moves_from("7k/8/8/8/7b/6R1/8/4K3 w - - 0 1", square::g3) == "");
}

TEST_CASE("a pinned pawn may walk along its pin", "[moves][pin]") {
  CHECK(moves_from("4r1k1/8/8/8/8/3p4/4P3/4K3 w - - 0 1", square::e2)
        == "e2e3 e2e4");
}

TEST_CASE("a pinned pawn may take its pinner, and promote doing so",
          "[moves][pin]") {
  CHECK(moves_from("5b1k/4P3/3K4/8/8/8/8/8 w - - 0 1", square::e7)
        == "e7f8b e7f8n e7f8q e7f8r");
}

TEST_CASE("a piece behind another one is not pinned", "[moves][pin]") {
  CHECK(moves_from("4r1k1/8/8/8/4P3/8/4N3/4K3 w - - 0 1", square::e2)
        == "e2c1 e2c3 e2d4 e2f4 e2g1 e2g3");
}

// -- check --------------------------------------------------------------------

TEST_CASE("check is answered by king, capture or block alone",
          "[moves][check]") {
  auto fen = "4r1k1/8/8/8/1B5b/8/3P1P2/3QK3 w - - 0 1";
  CHECK(moves_from(fen, square::d1) == "d1e2");
  CHECK(moves_from(fen, square::b4) == "b4e7");
  CHECK(moves_from(fen, square::d2) == "");
  CHECK(moves_from(fen, square::e1) == "e1f1");
}

TEST_CASE("double check is answered by the king alone", "[moves][check]") {
  auto moves = legal_moves(at("4r1k1/8/8/8/7b/8/3P4/Q3KB2 w - - 0 1"));
  CHECK(std::ranges::all_of(moves,
                            [](move what) { return what.from == square::e1; }));
  CHECK(moves.size() == 1); // d1
}

TEST_CASE("a king does not step back along the line of its check",
          "[moves][check]") {
  CHECK(moves_from("3r2k1/8/8/8/3K4/8/8/8 w - - 0 1", square::d4)
        == "d4c3 d4c4 d4c5 d4e3 d4e4 d4e5");
  CHECK(moves_from("6k1/8/8/8/8/8/8/r2K4 w - - 0 1", square::d1)
        == "d1c2 d1d2 d1e2");
}

TEST_CASE("a king does not take what is protected", "[moves][check]") {
  CHECK_FALSE(allows("6k1/8/8/8/8/5b2/4q3/4K3 w - - 0 1", "e1e2"));
  CHECK(allows("6k1/8/8/8/8/8/4q3/4K3 w - - 0 1", "e1e2"));
}

TEST_CASE("kings keep apart", "[moves][check]") {
  CHECK_FALSE(allows("8/8/8/8/4k3/8/4K3/8 w - - 0 1", "e2e3"));
}

// -- castling -----------------------------------------------------------------

TEST_CASE("both sides castle on both wings", "[moves][castling]") {
  auto white = "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 3 9";
  auto black = "r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 3 9";
  CHECK(fen_after(white, "e1g1") == "r3k2r/8/8/8/8/8/8/R4RK1 b kq - 4 9");
  CHECK(fen_after(white, "e1c1") == "r3k2r/8/8/8/8/8/8/2KR3R b kq - 4 9");
  CHECK(fen_after(black, "e8g8") == "r4rk1/8/8/8/8/8/8/R3K2R w KQ - 4 10");
  CHECK(fen_after(black, "e8c8") == "2kr3r/8/8/8/8/8/8/R3K2R w KQ - 4 10");
}

TEST_CASE("nobody castles out of check", "[moves][castling]") {
  auto fen = "4rk2/8/8/8/8/8/8/R3K2R w KQ - 0 1";
  CHECK_FALSE(allows(fen, "e1g1"));
  CHECK_FALSE(allows(fen, "e1c1"));
}

TEST_CASE("nobody castles through check", "[moves][castling]") {
  CHECK_FALSE(allows("5rk1/8/8/8/8/8/8/R3K2R w KQ - 0 1", "e1g1"));
  CHECK(allows("5rk1/8/8/8/8/8/8/R3K2R w KQ - 0 1", "e1c1"));
  CHECK_FALSE(allows("3r2k1/8/8/8/8/8/8/R3K2R w KQ - 0 1", "e1c1"));
}

TEST_CASE("nobody castles into check", "[moves][castling]") {
  CHECK_FALSE(allows("1k4r1/8/8/8/8/8/8/R3K2R w KQ - 0 1", "e1g1"));
  CHECK_FALSE(allows("2r3k1/8/8/8/8/8/8/R3K2R w KQ - 0 1", "e1c1"));
}

TEST_CASE("an attacked rook, or one that passes an attacked square, castles",
          "[moves][castling]") {
  CHECK(allows("6kr/8/8/8/8/8/8/R3K2R w KQ - 0 1", "e1g1"));
  CHECK(allows("1r4k1/8/8/8/8/8/8/R3K2R w KQ - 0 1", "e1c1"));
  CHECK(allows("r5k1/8/8/8/8/8/8/R3K2R w KQ - 0 1", "e1c1"));
}

TEST_CASE("nobody castles over a piece", "[moves][castling]") {
  CHECK_FALSE(allows("4k3/8/8/8/8/8/8/RN2K1nR w KQ - 0 1", "e1g1"));
  CHECK_FALSE(allows("4k3/8/8/8/8/8/8/RN2K2R w KQ - 0 1", "e1c1"));
}

TEST_CASE("king and rook that have moved do not castle", "[moves][castling]") {
  auto game = game_record{at("r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1")};
  play(game, "Rb1 Rg8 Ra1 Rh8");
  CHECK(to_fen(game.current()) == "r3k2r/8/8/8/8/8/8/R3K2R w Kq - 4 3");
  play(game, "Ke2 Kd7 Ke1 Ke8");
  CHECK(to_fen(game.current()) == "r3k2r/8/8/8/8/8/8/R3K2R w - - 8 5");
}

TEST_CASE("a taken rook's right to castle is gone", "[moves][castling]") {
  CHECK(fen_after("r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "a1a8")
        == "R3k2r/8/8/8/8/8/8/4K2R b Kk - 0 1");
  CHECK(fen_after("r3k2r/1P6/8/8/8/8/8/4K3 w kq - 0 1", "b7a8n")
        == "N3k2r/8/8/8/8/8/8/4K3 b k - 0 1");
}

// -- en passant ---------------------------------------------------------------

TEST_CASE("a pawn takes en passant, on the next move only",
          "[moves][en_passant]") {
  auto game = game_record{};
  play(game, "e4 a6 e5 d5");
  CHECK(fen_after(to_fen(game.current()).c_str(), "e5d6")
        == "rnbqkbnr/1pp1pppp/p2P4/8/8/8/PPPP1PPP/RNBQKBNR b KQkq - 0 3");
  play(game, "a3 a5");
  CHECK_FALSE(parse_uci(game.current(), "e5d6").has_value());
}

TEST_CASE("a single step is not taken en passant", "[moves][en_passant]") {
  auto game = game_record{};
  play(game, "e4 d6 e5 a6 a3 d5 a4 h6");
  CHECK_FALSE(parse_uci(game.current(), "e5d6").has_value());
}

TEST_CASE("en passant must not open the rank that both pawns leave",
          "[moves][en_passant]") {
  CHECK_FALSE(allows("8/8/8/K2pP2r/8/8/8/4k3 w - d6 0 1", "e5d6"));
  CHECK_FALSE(allows("8/8/8/K2Pp2r/8/8/8/4k3 w - e6 0 1", "d5e6"));
  CHECK(allows("8/8/8/K2pP2b/8/8/8/6k1 w - d6 0 1", "e5d6"));
}

TEST_CASE("en passant must not open a diagonal by the taken pawn",
          "[moves][en_passant]") {
  CHECK_FALSE(allows("6k1/b7/8/2pP4/8/4K3/8/8 w - c6 0 1", "d5c6"));
}

TEST_CASE("a pinned pawn takes en passant along its pin only",
          "[moves][en_passant]") {
  CHECK(allows("6kb/8/8/4Pp2/8/8/8/K7 w - f6 0 1", "e5f6"));
  CHECK_FALSE(allows("6kb/8/8/3pP3/8/8/8/K7 w - d6 0 1", "e5d6"));
}

TEST_CASE("en passant takes a pawn that gives check", "[moves][en_passant]") {
  CHECK(allows("6k1/8/8/3pP3/4K3/8/8/8 w - d6 0 1", "e5d6"));
}

TEST_CASE("en passant is no answer to a check that the double step opened",
          "[moves][en_passant]") {
  CHECK_FALSE(allows("4b1k1/8/8/3pP3/K7/8/8/8 w - d6 0 1", "e5d6"));
}

// -- promotion ----------------------------------------------------------------

TEST_CASE("a pawn becomes queen, rook, bishop or knight",
          "[moves][promotion]") {
  CHECK(moves_from("1n2k3/P7/8/8/8/8/8/4K3 w - - 0 1", square::a7)
        == "a7a8b a7a8n a7a8q a7a8r a7b8b a7b8n a7b8q a7b8r");
  CHECK(fen_after("4k3/8/8/8/8/8/p7/4K3 b - - 0 1", "a2a1n")
        == "4k3/8/8/8/8/8/8/n3K3 w - - 0 2");
}

TEST_CASE("a pawn does not step over or onto a piece", "[moves][pawn]") {
  CHECK(moves_from("4k3/8/8/8/8/4n3/4P3/4K3 w - - 0 1", square::e2) == "");
  CHECK(moves_from("4k3/8/8/8/4n3/8/4P3/4K3 w - - 0 1", square::e2) == "e2e3");
  CHECK(moves_from("4k3/8/8/8/8/4P3/8/4K3 w - - 0 1", square::e3) == "e3e4");
}

TEST_CASE("a pawn does not take around the edge of the board",
          "[moves][pawn]") {
  CHECK(moves_from("4k3/8/8/8/p6p/8/7P/4K3 w - - 0 1", square::h2) == "h2h3");
  CHECK(moves_from("4k3/P6p/8/7P/8/8/8/4K3 b - - 0 1", square::h7) == "h7h6");
}

TEST_CASE("no position has more moves than the list holds", "[moves]") {
  CHECK(legal_moves(at("R6R/3Q4/1Q4Q1/4Q3/2Q4Q/Q4Q2/pp1Q4/kBNN1KB1 w - - 0 1"))
          .size()
        == 218);
}
