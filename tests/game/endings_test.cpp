// How games end by the rules.
#include "chess_kit.hpp"

using namespace troupe::chess;
using namespace chess_test;

namespace {

std::string shown(const std::optional<ending>& how) {
  if (!how)
    return "none";
  return std::string{to_string(how->result)} + ' '
         + std::string{to_string(how->reason)};
}

// The end of a game that begins with this position.
std::string ending_at(const char* fen) {
  return shown(game_record{at(fen)}.ending());
}

std::string ending_after(game_record& game, const std::string& moves) {
  play(game, moves);
  return shown(game.ending());
}

} // namespace

TEST_CASE("mate wins for the side that gives it", "[ending]") {
  auto fools = game_record{};
  CHECK(ending_after(fools, "f3 e5 g4 Qh4#") == "0-1 checkmate");
  auto scholars = game_record{};
  CHECK(ending_after(scholars, "e4 e5 Bc4 Nc6 Qh5 Nf6 Qxf7#")
        == "1-0 checkmate");
}

TEST_CASE("stalemate draws", "[ending]") {
  CHECK(ending_at("7k/5Q2/6K1/8/8/8/8/8 b - - 0 1") == "1/2-1/2 stalemate");
  CHECK(ending_at("7k/5Q2/6K1/8/8/8/8/8 w - - 0 1") == "none");
}

TEST_CASE("a game that is over takes no more moves", "[ending]") {
  auto game = game_record{};
  play(game, "f3 e5 g4 Qh4#");
  auto got = game.play({square::a2, square::a3});
  REQUIRE(got.has_error());
  CHECK(got.error().message == "the game is over");
  CHECK(game.moves().size() == 4);
}

TEST_CASE("an illegal move changes nothing", "[ending]") {
  auto game = game_record{};
  CHECK(game.play({square::e2, square::e5}).has_error());
  CHECK(game.current() == position::initial());
  CHECK(game.moves().empty());
}

// -- repetition ---------------------------------------------------------------

TEST_CASE("the third time that a position comes up draws", "[ending]") {
  auto game = game_record{};
  CHECK(ending_after(game, "Nf3 Nf6 Ng1 Ng8") == "none");
  CHECK(game.occurrences() == 2);
  CHECK(ending_after(game, "Nf3 Nf6 Ng1") == "none");
  CHECK(ending_after(game, "Ng8") == "1/2-1/2 threefold_repetition");
}

TEST_CASE("a position repeats though other moves lead to it", "[ending]") {
  auto game = game_record{};
  play(game, "Nf3 Nc6 Nc3 Nf6"); // the first time
  CHECK(ending_after(game, "Nb1 Nb8 Nc3 Nc6") == "none");
  CHECK(ending_after(game, "Ng1 Nb8 Nf3") == "none");
  CHECK(ending_after(game, "Nc6") == "1/2-1/2 threefold_repetition");
}

TEST_CASE("a position with the other side to move is another one", "[ending]") {
  auto game = game_record{at("7k/8/8/8/8/8/8/R3K3 w - - 0 1")};
  play(game, "Ke2 Kg8 Kd1 Kh8 Ke1"); // three steps against two
  CHECK(game.occurrences() == 1);
}

TEST_CASE("a position with other rights to castle is another one", "[ending]") {
  auto game = game_record{at("r3k3/8/8/8/8/8/8/4K2R w K - 0 1")};
  play(game, "Rg1 Rb8 Rh1 Ra8");
  CHECK(game.occurrences() == 1); // White may no longer castle
  play(game, "Rg1 Rb8 Rh1 Ra8");
  CHECK(ending_after(game, "Rg1") == "1/2-1/2 threefold_repetition");
}

TEST_CASE("a position where a pawn could be taken en passant is another one",
          "[ending]") {
  auto game = game_record{at("4k3/8/8/8/1p6/8/P7/4K2R w - - 0 1")};
  play(game, "a4 Ke7 Ke2 Ke8 Ke1");
  CHECK(game.occurrences() == 1);
}

TEST_CASE("a passed square that no pawn can take on makes no difference",
          "[ending]") {
  auto game = game_record{at("4k3/8/8/8/2p5/8/P7/4K2R w - - 0 1")};
  play(game, "a4 Ke7 Ke2 Ke8 Ke1");
  CHECK(game.occurrences() == 2);
}

TEST_CASE("a passed square where only a pinned pawn could take makes none",
          "[ending]") {
  auto game = game_record{at("1k6/8/8/8/1p6/8/P7/1R2K3 w - - 0 1")};
  play(game, "a4 Ka8 Kd1 Kb8 Ke1");
  CHECK(game.occurrences() == 2);
}

TEST_CASE("a capture or a pawn's move begins the count anew", "[ending]") {
  auto game = game_record{};
  play(game, "Nf3 Nf6 Ng1 Ng8 e3 e6");
  CHECK(game.occurrences() == 1);
  play(game, "Nf3 Nf6 Ng1 Ng8");
  CHECK(game.occurrences() == 2);
}

// -- fifty moves --------------------------------------------------------------

TEST_CASE("fifty moves of each side without pawn and capture draw",
          "[ending]") {
  auto game = game_record{at("4k3/8/8/8/8/8/8/R3K3 w - - 98 80")};
  CHECK(ending_after(game, "Ra2") == "none");
  CHECK(ending_after(game, "Kd8") == "1/2-1/2 fifty_moves");
}

TEST_CASE("a pawn's move or a capture begins the fifty moves anew",
          "[ending]") {
  auto pawn = game_record{at("4k3/8/8/8/8/8/P7/R3K3 w - - 99 80")};
  CHECK(ending_after(pawn, "a3") == "none");
  CHECK(pawn.current().halfmove_clock == 0);
  auto capture = game_record{at("n3k3/8/8/8/8/8/8/R3K3 w - - 99 80")};
  CHECK(ending_after(capture, "Rxa8+") == "none");
  CHECK(capture.current().halfmove_clock == 0);
}

TEST_CASE("mate in the fiftieth move wins", "[ending]") {
  auto game = game_record{at("6k1/5ppp/8/8/8/8/8/R3K3 w - - 99 80")};
  CHECK(ending_after(game, "Ra8#") == "1-0 checkmate");
}

// -- dead positions -----------------------------------------------------------

TEST_CASE("a position in which nobody can mate draws", "[ending]") {
  auto fen = GENERATE(
    as<std::string>{}, "4k3/8/8/8/8/8/8/4K3 w - - 0 1",
    "4k3/8/8/8/8/8/8/2B1K3 w - - 0 1", "4k1n1/8/8/8/8/8/8/4K3 w - - 0 1",
    "4kb2/8/8/8/8/8/8/2B1K3 w - - 0 1", "4kb2/6b1/8/8/8/4B3/8/2B1K3 w - - 0 1");
  CAPTURE(fen);
  CHECK(ending_at(fen.c_str()) == "1/2-1/2 dead_position");
}

TEST_CASE("a position in which somebody can still mate goes on", "[ending]") {
  auto fen = GENERATE(
    as<std::string>{}, "4k3/8/8/8/8/8/P7/4K3 w - - 0 1",
    "4k3/8/8/8/8/8/8/R3K3 w - - 0 1", "4k3/8/8/8/8/8/8/3QK3 w - - 0 1",
    "4k3/8/8/8/8/8/8/1NN1K3 w - - 0 1", "4k3/8/8/8/8/8/8/1NB1K3 w - - 0 1",
    "4k1n1/8/8/8/8/8/8/1N2K3 w - - 0 1", "4k1n1/8/8/8/8/8/8/2B1K3 w - - 0 1",
    "2b1k3/8/8/8/8/8/8/2B1K3 w - - 0 1", "4k3/8/8/8/8/8/8/2BBK3 w - - 0 1");
  CAPTURE(fen);
  CHECK(ending_at(fen.c_str()) == "none");
}

TEST_CASE("a dead position is reached by a capture", "[ending]") {
  auto game = game_record{at("4k3/8/8/8/8/8/4r3/4K3 w - - 0 1")};
  CHECK(ending_after(game, "Kxe2") == "1/2-1/2 dead_position");
}

TEST_CASE("whether a side can mate is told by the pieces", "[ending]") {
  struct row {
    const char* fen;
    bool white;
    bool black;
  };
  auto [fen, white, black] = GENERATE(values<row>({
    {"4k3/8/8/8/8/8/8/3QK3 w - - 0 1", true, false},
    {"4k3/p7/8/8/8/8/8/1N2K3 w - - 0 1", true, true},
    {"3qk3/8/8/8/8/8/8/1N2K3 w - - 0 1", false, true},
    {"r3k3/8/8/8/8/8/8/1N2K3 w - - 0 1", true, true},
    {"r3k3/8/8/8/8/8/8/2B1K3 w - - 0 1", false, true},
    {"4k1n1/8/8/8/8/8/8/2B1K3 w - - 0 1", true, true},
    {"4kb2/8/8/8/8/8/8/2B1K3 w - - 0 1", false, false},
    {"2b1k3/8/8/8/8/8/8/2B1K3 w - - 0 1", true, true},
  }));
  CAPTURE(fen);
  CHECK(can_mate(at(fen).pieces, color::white) == white);
  CHECK(can_mate(at(fen).pieces, color::black) == black);
}
