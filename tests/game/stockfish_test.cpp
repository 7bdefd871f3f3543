// The move generator against somebody else's: Stockfish counts the games of
// three half-moves behind each legal move ("go perft 3"). Left out where CMake
// has found no Stockfish.
#ifdef TROUPE_STOCKFISH

#include "chess_kit.hpp"
#include "perft.hpp"

#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <utility>
#include <vector>

using namespace troupe::chess;
using namespace chess_test;

namespace {

constexpr std::size_t position_count = 200;
constexpr int depth = 3;

// A legal move in UCI's notation, and the games behind it.
using division = std::map<std::string, std::uint64_t>;

// Positions from games of random moves, one of ten taken, so that they have
// all stages of a game in them. The same on every machine: no distribution of
// the standard library is asked.
std::vector<position> random_positions() {
  auto random = std::mt19937{20'240'607};
  auto out = std::vector<position>{};
  while (out.size() < position_count) {
    auto game = game_record{at(perft_cases[random() % 6].fen)};
    while (!game.ending() && out.size() < position_count) {
      auto moves = legal_moves(game.current());
      required(game.play(moves[random() % moves.size()]));
      if (random() % 10 == 0 && !game.ending())
        out.push_back(game.current());
    }
  }
  return out;
}

division divide(const position& from) {
  auto out = division{};
  for (auto what : legal_moves(from))
    out[to_uci(what)] = perft(make(from, what), depth - 1);
  return out;
}

// A shell command that gives Stockfish its input; it ends by itself.
std::string command_for(const std::vector<position>& positions) {
  auto out = std::string{"timeout 50 '" TROUPE_STOCKFISH "' <<'END'\n"};
  for (const auto& each : positions)
    out += "position fen " + to_fen(each) + "\ngo perft "
           + std::to_string(depth) + '\n';
  return out + "quit\nEND\n";
}

std::string output_of(const std::string& command) {
  auto pipe = std::unique_ptr<std::FILE, int (*)(std::FILE*)>{
    popen(command.c_str(), "r"), pclose};
  REQUIRE(pipe);
  auto out = std::string{};
  char part[4'096];
  while (auto bytes = std::fread(part, 1, sizeof part, pipe.get()))
    out.append(part, bytes);
  return out;
}

// "e2e4: 20" a move, then "Nodes searched: 8902" a position.
std::vector<division> parse_divisions(const std::string& output) {
  auto out = std::vector<division>{};
  auto current = division{};
  auto lines = std::istringstream{output};
  for (auto line = std::string{}; std::getline(lines, line);) {
    auto colon = line.find(": ");
    if (line.starts_with("Nodes searched"))
      out.push_back(std::exchange(current, {}));
    else if (colon == 4 || colon == 5)
      current[line.substr(0, colon)] = std::stoull(line.substr(colon + 2));
  }
  return out;
}

} // namespace

TEST_CASE("Stockfish finds the same moves in 200 random positions",
          "[stockfish]") {
  auto positions = random_positions();
  auto theirs = parse_divisions(output_of(command_for(positions)));
  REQUIRE(theirs.size() == positions.size());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    CAPTURE(to_fen(positions[i]));
    CHECK(divide(positions[i]) == theirs[i]);
  }
}

#endif
