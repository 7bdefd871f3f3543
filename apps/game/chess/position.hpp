// What one moment of a game is: all that the rules ask about.
#pragma once

#include <apps/game/chess/board.hpp>
#include <apps/game/chess/castling.hpp>

#include <optional>

namespace troupe::chess {

/// A plain value, copied freely. `initial`, `parse_fen` and `make` give only
/// positions that the rest may rely on: one king a side, no pawn on a first or
/// last rank, the side that is not to move not in check.
struct position {
  board pieces;
  color turn = color::white;
  castling_rights castlings;
  /// The square that a pawn has just passed over in its double step, whether
  /// or not anything can take it there.
  std::optional<square> en_passant;
  int halfmove_clock = 0; ///< Half-moves since a capture or a pawn's move.
  int move_number = 1;    ///< Grows after Black's moves.

  /// The start of a game.
  static position initial();

  bool operator==(const position&) const = default;
};

/// Whether the side to move is in check.
bool in_check(const position& at) noexcept;

/// The castling that `what` is, if it is the king's step of two squares.
std::optional<castling> castling_of(const position& at, move what) noexcept;

/// Whether `what` takes something, en passant included.
bool is_capture(const position& at, move what) noexcept;

/// The position after a move.
/// @pre `what` is legal in `before`.
position make(const position& before, move what) noexcept;

} // namespace troupe::chess
