// Moves as a player's program asks for them.
#pragma once

#include <apps/game/chess/position.hpp>

#include <troupe/protocol/problem.hpp>

#include <string_view>

namespace troupe::chess {

/// A move in words, none of them checked. The strings need not outlive the
/// call that they are given to.
struct requested_move {
  std::string_view from;      ///< "e2"
  std::string_view to;        ///< "e4"; of castling the king's, "g1".
  std::string_view piece;     ///< "pawn", "P" or "p", as it stands on `from`.
  std::string_view promotion; ///< "queen", "Q" or "q"; empty if it is none.
};

/// The legal move that is asked for.
/// @returns a problem that says to the player why there is none, e.g.
///          "no piece on e5", "the piece on g1 is a knight",
///          "the king would be in check".
/// Whose turn it is for the one who asks is not known here: a piece of the side
/// that is not to move is refused as such.
result<move> find_move(const position& at, const requested_move& wanted);

} // namespace troupe::chess
