// Moves for a game that nobody wins.
#pragma once

#include <apps/game/chess/outcome.hpp>
#include <apps/game/chess/position.hpp>

#include <random>
#include <string>
#include <vector>

namespace load {

/// A move as players ask for it, and as it is written down.
struct planned_move {
  troupe::chess::move what;
  troupe::chess::piece_kind piece = troupe::chess::piece_kind::pawn;
  std::string san;

  bool operator==(const planned_move&) const = default;
};

/// Plays legal moves at random, and none that ends the game or gives a position
/// again: a server that follows the rules takes them all, and goes on.
/// What is played comes from the program's own rules of chess. Those are
/// compared with another engine elsewhere; what is checked here is the way of a
/// move to those who see it.
class random_game {
public:
  /// @param seed the same seed gives the same moves.
  explicit random_game(std::uint64_t seed) : random_(seed) {}

  /// Plays the next move.
  /// @returns nothing when each would end the game, or repeat a position.
  std::optional<planned_move> next();

private:
  bool goes_on(const troupe::chess::position& after) const;
  planned_move
  play(troupe::chess::move what, const troupe::chess::position& after);

  std::mt19937_64 random_; // The standard fixes what it gives.
  troupe::chess::position now_ = troupe::chess::position::initial();
  /// What could come again; at most 100, because of the fifty-move rule.
  std::vector<troupe::chess::position> seen_
    = {troupe::chess::repetition_key(now_)};
};

} // namespace load
