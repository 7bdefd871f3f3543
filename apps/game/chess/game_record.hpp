// One game from its start: what was played, and whether it is over.
#pragma once

#include <apps/game/chess/outcome.hpp>

#include <troupe/protocol/problem.hpp>

#include <string>
#include <vector>

namespace troupe::chess {

struct played_move {
  move what;
  std::string san; ///< As in the position before it.

  bool operator==(const played_move&) const = default;
};

/// A plain value. Its size needs no bound of its own: the fifty-move rule ends
/// a game after at most about 6,000 moves of each side.
class game_record {
public:
  /// A game that starts as usual.
  game_record();

  explicit game_record(const position& start);

  /// Plays a move for the side that has it.
  /// @returns what was played, or why not; then nothing has changed.
  result<played_move> play(move what);

  const position& start() const noexcept {
    return start_;
  }

  /// The position now.
  const position& current() const noexcept {
    return current_;
  }

  const std::vector<played_move>& moves() const noexcept {
    return moves_;
  }

  /// How often the game has had the current position; at least once.
  int occurrences() const noexcept;

  /// How the game has ended by the rules; nothing while it goes on.
  const std::optional<chess::ending>& ending() const noexcept {
    return ending_;
  }

private:
  void remember_current();

  position start_;
  position current_;
  std::vector<played_move> moves_;
  std::vector<position> repeatable_; // keys since what cannot be undone
  std::optional<chess::ending> ending_;
};

} // namespace troupe::chess
