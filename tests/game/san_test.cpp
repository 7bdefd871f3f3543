#include "chess_kit.hpp"

using namespace troupe::chess;
using namespace chess_test;

namespace {

// What `uci` is called in algebraic notation.
std::string san(const char* fen, const char* uci) {
  auto now = at(fen);
  return to_san(now, required(parse_uci(now, uci)));
}

// The move that a text in algebraic notation means, or why there is none.
std::string read(const char* fen, const char* text) {
  auto got = parse_san(at(fen), text);
  return got ? to_uci(*got) : got.error().message;
}

constexpr auto start
  = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1";

} // namespace

TEST_CASE("SAN names piece, capture and target", "[san]") {
  CHECK(san(start, "e2e4") == "e4");
  CHECK(san(start, "g1f3") == "Nf3");
  CHECK(san("4k3/8/8/3p4/4P3/8/8/4K3 w - - 0 1", "e4d5") == "exd5");
  CHECK(san("4k3/8/8/3p4/8/4N3/8/4K3 w - - 0 1", "e3d5") == "Nxd5");
  CHECK(san("4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 1", "e5d6") == "exd6");
}

TEST_CASE("SAN tells the origin by file, else by rank, else by both", "[san]") {
  CHECK(san("4k3/8/8/8/8/8/8/R3K2R w - - 0 1", "a1d1") == "Rd1");
  CHECK(san("4k3/8/8/8/8/8/4K3/R6R w - - 0 1", "a1d1") == "Rad1");
  CHECK(san("4k3/R7/8/8/8/8/4K3/R7 w - - 0 1", "a1a4") == "R1a4");
  CHECK(san("5k2/8/8/8/Q6Q/8/4K3/Q7 w - - 0 1", "a4d1") == "Q4d1");
  CHECK(san("6k1/8/8/8/Q2Q4/8/8/Q3K3 w - - 0 1", "a4b4") == "Qab4");
  CHECK(san("1k6/8/8/8/4Q2Q/8/8/K6Q w - - 0 1", "h4e1") == "Qh4e1");
}

TEST_CASE("SAN does not tell a pinned piece from the one that moves", "[san]") {
  CHECK(san("4r1k1/8/8/8/8/2N5/4N3/4K3 w - - 0 1", "c3d5") == "Nd5");
  CHECK(san("4r1k1/8/8/8/8/4N3/8/1N2K3 w - - 0 1", "b1c3") == "Nc3");
  CHECK(san("4r1k1/8/8/8/8/4N3/8/N3K3 w - - 0 1", "a1c2") == "Nc2");
}

TEST_CASE("SAN marks check, mate and promotion", "[san]") {
  CHECK(san("4k3/8/8/8/8/8/8/R3K3 w - - 0 1", "a1a8") == "Ra8+");
  CHECK(san("6k1/5ppp/8/8/8/8/8/R3K3 w - - 0 1", "a1a8") == "Ra8#");
  CHECK(san("8/P6k/8/8/8/8/8/4K3 w - - 0 1", "a7a8q") == "a8=Q");
  CHECK(san("1r5k/P7/8/8/8/8/8/4K3 w - - 0 1", "a7b8n") == "axb8=N");
  CHECK(san("7k/P7/8/8/8/8/8/4K3 w - - 0 1", "a7a8r") == "a8=R+");
}

TEST_CASE("SAN of castling is that of the letter O, with its marks", "[san]") {
  CHECK(san("4k3/8/8/8/8/8/8/R3K2R w KQ - 0 1", "e1g1") == "O-O");
  CHECK(san("4k3/8/8/8/8/8/8/R3K2R w KQ - 0 1", "e1c1") == "O-O-O");
  CHECK(san("5k2/8/8/8/8/8/8/R3K2R w KQ - 0 1", "e1g1") == "O-O+");
}

TEST_CASE("SAN is read without its marks, and with more origin than needed",
          "[san]") {
  auto text = GENERATE(as<std::string>{}, "Nf3", "Ngf3", "N1f3", "Ng1f3",
                       "Nf3+", "Nf3#", "Nxf3");
  CHECK(read(start, text.c_str()) == "g1f3");
}

TEST_CASE("SAN that means no single legal move is refused", "[san]") {
  CHECK(read("4k3/8/8/8/8/8/4K3/R6R w - - 0 1", "Rd1") == "ambiguous move Rd1");
  CHECK(read(start, "Nf4") == "illegal move Nf4");
  CHECK(read(start, "e5") == "illegal move e5");
  CHECK(read(start, "O-O") == "castling there is not legal");
  CHECK(read("4k3/8/8/8/8/8/8/4K2R w K - 0 1", "Kg1") == "illegal move Kg1");
  CHECK(read("8/P6k/8/8/8/8/8/4K3 w - - 0 1", "a8") == "illegal move a8");
  CHECK(read("4k3/8/8/3p4/4P3/8/8/4K3 w - - 0 1", "d5") == "illegal move d5");
}

TEST_CASE("text that is no SAN is refused", "[san]") {
  auto text
    = GENERATE(as<std::string>{}, "", "+", "e", "e9", "i4", "Pe4", "Nf", "xNf3",
               "Nf3f", "a8=", "a8=K", "a8=QQ", "a8=x", "0-0", "o-o", "e4e5e6",
               "Ngg1f3", "N11f3", "=Q", "x", "nf3", "NF3", "e2-e4",
               "\xE2\x99\x98"
               "f3");
  CAPTURE(text);
  auto got = parse_san(at(start), text);
  REQUIRE(got.has_error());
  CHECK(to_uci(got ? *got : move{}) == "a1a1");
}

TEST_CASE("UCI text that is no legal move is refused", "[uci]") {
  auto text = GENERATE(as<std::string>{}, "", "e2", "e2e5", "e7e5", "e2e4q",
                       "E2E4", "e2-e4", "e2e4 ", "0000", "e1e1");
  CAPTURE(text);
  CHECK(parse_uci(at(start), text).has_error());
}
