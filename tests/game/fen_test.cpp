#include "chess_kit.hpp"
#include "perft.hpp"

using namespace troupe::chess;
using namespace chess_test;

namespace {

// A FEN that is refused, and what the reason has to say.
struct row {
  const char* fen;
  const char* reason;
};

void check_refused(const row& expected) {
  auto got = parse_fen(expected.fen);
  auto message = got ? "none" : got.error().message;
  CAPTURE(expected.fen, expected.reason, message);
  CHECK(message.find(expected.reason) != std::string::npos);
}

} // namespace

TEST_CASE("a game starts where the standard says", "[fen]") {
  CHECK(to_fen(position::initial()) == perft_cases[0].fen);
}

TEST_CASE("FEN is written as it was read", "[fen]") {
  for (const auto& each : perft_cases)
    CHECK(to_fen(at(each.fen)) == each.fen);
  auto fen = GENERATE(
    as<std::string>{},
    "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1",
    "rnbqkbnr/pp1ppppp/8/2p5/4P3/8/PPPP1PPP/RNBQKBNR w KQkq c6 0 2",
    "rnbqkbnr/pp1ppppp/8/2p5/4P3/5N2/PPPP1PPP/RNBQKB1R b KQkq - 1 2",
    "r3k2r/8/8/8/8/8/8/R3K2R w Kq - 150 9999", "8/8/8/8/8/4k3/8/4K3 w - - 0 1",
    "3QQQ2/8/8/8/8/k7/8/5K2 b - - 5 80");
  CHECK(to_fen(at(fen)) == fen);
}

TEST_CASE("FEN writes the passed square after each double step", "[fen]") {
  auto game = game_record{};
  play(game, "e4");
  CHECK(to_fen(game.current())
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1");
  play(game, "Nf6 Nc3");
  CHECK(to_fen(game.current())
        == "rnbqkb1r/pppppppp/5n2/8/4P3/2N5/PPPP1PPP/R1BQKBNR b KQkq - 2 2");
}

TEST_CASE("malformed FEN is refused, with the reason", "[fen]") {
  check_refused(GENERATE(values<row>({
    {"", "six fields"},
    {"8/8/8/8/8/4k3/8/4K3 w - - 0", "six fields"},
    {"8/8/8/8/8/4k3/8/4K3 w - - 0 1 ", "six fields"},
    {"8/8/8/8/8/4k3/8/4K3  w - - 0 1", "six fields"},
    {" 8/8/8/8/8/4k3/8/4K3 w - - 0 1", "six fields"},
    {"8/8/8/8/4k3/8/4K3 w - - 0 1", "8 ranks"},
    {"8/8/8/8/8/8/4k3/8/4K3 w - - 0 1", "8 ranks"},
    {"8/8/8/8/8/4k3/8/4K3/ w - - 0 1", "8 ranks"},
    {"8/8/8/8/8/4k3/8/4K2 w - - 0 1", "8 squares"},
    {"8/8/8/8/8/4k3/8/4K4 w - - 0 1", "8 squares"},
    {"8/8/8/8/8/4k3//4K3 w - - 0 1", "8 squares"},
    {"8/8/8/8/8/4k3/8/PPPPPPPPPPPPPPPPPK w - - 0 1", "8 squares"},
    {"8/8/8/8/8/4k3/8/4K21 w - - 0 1", "two numbers"},
    {"9/8/8/8/8/4k3/8/4K3 w - - 0 1", "other than pieces"},
    {"8/8/8/8/8/4k3/8/4K20 w - - 0 1", "other than pieces"},
    {"8/8/8/8/8/4x3/8/4K3 w - - 0 1", "other than pieces"},
    {"8/8/8/8/8/4\xC3\xA9"
     "2/8/4K3 w - - 0 1",
     "other than pieces"},
    {"8/8/8/8/8/4k3/8/4K3 W - - 0 1", "side to move"},
    {"8/8/8/8/8/4k3/8/4K3 white - - 0 1", "side to move"},
    {"r3k2r/8/8/8/8/8/8/R3K2R w QK - 0 1", "KQkq"},
    {"r3k2r/8/8/8/8/8/8/R3K2R w KK - 0 1", "KQkq"},
    {"r3k2r/8/8/8/8/8/8/R3K2R w KQx - 0 1", "KQkq"},
    {"r3k2r/8/8/8/8/8/8/R3K2R w  - 0 1", "KQkq"},
    {"8/8/8/8/8/4k3/8/4K3 w - e9 0 1", "en passant field"},
    {"8/8/8/8/8/4k3/8/4K3 w - E6 0 1", "en passant field"},
    {"8/8/8/8/8/4k3/8/4K3 w - - -1 1", "half-move clock"},
    {"8/8/8/8/8/4k3/8/4K3 w - - 151 1", "half-move clock"},
    {"8/8/8/8/8/4k3/8/4K3 w - - 01 1", "half-move clock"},
    {"8/8/8/8/8/4k3/8/4K3 w - - 99999999999 1", "half-move clock"},
    {"8/8/8/8/8/4k3/8/4K3 w - - x 1", "half-move clock"},
    {"8/8/8/8/8/4k3/8/4K3 w - - 0 0", "move number"},
    {"8/8/8/8/8/4k3/8/4K3 w - - 0 10000", "move number"},
    {"8/8/8/8/8/4k3/8/4K3 w - - 0 1.", "move number"},
  })));
}

TEST_CASE("a position that no game has is refused, with the reason", "[fen]") {
  check_refused(GENERATE(values<row>({
    {"8/8/8/8/8/8/8/4K3 w - - 0 1", "black does not have exactly one king"},
    {"8/8/8/8/8/4k3/8/8 w - - 0 1", "white does not have exactly one king"},
    {"8/8/8/8/8/4k3/8/4KK2 w - - 0 1", "exactly one king"},
    {"8/8/8/8/8/8/4k3/4K3 w - - 0 1", "not to move is in check"},
    {"4k3/8/8/8/8/8/8/4RK2 w - - 0 1", "not to move is in check"},
    {"4k3/8/8/8/8/5n2/8/4K3 b - - 0 1", "not to move is in check"},
    {"4k3/3P4/8/8/8/8/8/4K3 w - - 0 1", "not to move is in check"},
    {"4k2P/8/8/8/8/8/8/4K3 w - - 0 1", "first or the last rank"},
    {"4k3/8/8/8/8/8/8/p3K3 w - - 0 1", "first or the last rank"},
    {"4k3/8/8/8/8/P7/PPPPPPPP/4K3 w - - 0 1", "more pieces"},
    {"4k3/8/8/8/8/8/PPPPPPPP/QQ2K3 w - - 0 1", "more pieces"},
    {"4k3/nnn5/pppppppp/8/8/8/8/4K3 w - - 0 1", "more pieces"},
    {"4k3/8/8/8/8/8/8/R3K3 w K - 0 1", "right to castle"},
    {"r3k3/8/8/8/8/8/8/R4K2 w Q - 0 1", "right to castle"},
    {"4k3/8/8/8/8/8/8/r3K3 b Q - 0 1", "right to castle"},
    {"4k3/8/8/8/4P3/8/8/4K3 w - e3 0 1", "just passed"},
    {"4k3/8/8/8/8/8/8/4K3 b - e3 0 1", "just passed"},
    {"4k3/8/8/8/4p3/8/8/4K3 b - e3 0 1", "just passed"},
    {"4k3/8/8/8/4P3/8/4P3/4K3 b - e3 0 1", "just passed"},
    {"4k3/8/8/8/4P3/4N3/8/4K3 b - e3 0 1", "just passed"},
    {"4k3/8/8/8/4P3/8/8/4K3 b - e3 3 1", "just passed"},
    {"4k3/8/8/4P3/8/8/8/4K3 b - e4 0 1", "just passed"},
    {"4r1k1/8/8/8/7b/3n4/8/r3K3 w - - 0 1", "more than two pieces"},
  })));
}
