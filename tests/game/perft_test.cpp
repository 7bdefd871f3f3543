#include "chess_kit.hpp"
#include "perft.hpp"

using namespace troupe::chess;
using namespace chess_test;

namespace {

void check_counts(const perft_case& expected) {
  auto start = at(expected.fen);
  for (int depth = 1; depth <= 5; ++depth) {
    CAPTURE(expected.fen, depth);
    CHECK(perft(start, depth) == expected.counts[depth - 1]);
  }
}

} // namespace

// A test a position, so that ctest may run them side by side.

TEST_CASE("perft to depth 5 from the start of a game", "[perft]") {
  check_counts(perft_cases[0]);
}

TEST_CASE("perft to depth 5 of Kiwipete", "[perft]") {
  check_counts(perft_cases[1]);
}

TEST_CASE("perft to depth 5 of position 3, en passant on the king's rank",
          "[perft]") {
  check_counts(perft_cases[2]);
}

TEST_CASE("perft to depth 5 of position 4, promotions", "[perft]") {
  check_counts(perft_cases[3]);
}

TEST_CASE("perft to depth 5 of position 5, checks on the way", "[perft]") {
  check_counts(perft_cases[4]);
}

TEST_CASE("perft to depth 5 of position 6, a crowded middle game", "[perft]") {
  check_counts(perft_cases[5]);
}
