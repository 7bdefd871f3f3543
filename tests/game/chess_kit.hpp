// Short ways to positions and games, for tests. A text that is refused fails
// the test.
#pragma once

#include <apps/game/chess/fen.hpp>
#include <apps/game/chess/game_record.hpp>
#include <apps/game/chess/san.hpp>

#include "catch.hpp"

#include <sstream>

namespace chess_test {

template <class T>
T required(const troupe::result<T>& got) {
  if (!got)
    FAIL(got.error());
  return *got;
}

inline troupe::chess::position at(std::string_view fen) {
  return required(troupe::chess::parse_fen(fen));
}

/// Plays moves in algebraic notation, one space apart.
inline void play(troupe::chess::game_record& game, const std::string& moves) {
  auto words = std::istringstream{moves};
  for (auto san = std::string{}; words >> san;)
    required(
      game.play(required(troupe::chess::parse_san(game.current(), san))));
}

} // namespace chess_test
