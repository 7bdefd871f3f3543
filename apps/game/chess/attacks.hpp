// Which squares a piece attacks, and which lie between two others.
#pragma once

#include <apps/game/chess/bitboard.hpp>
#include <apps/game/chess/pieces.hpp>

namespace troupe::chess {

/// Where a pawn of `side` takes; not where it walks.
bitboard pawn_attacks(color side, square from) noexcept;

/// What a piece on `from` attacks. The first piece that stands in a rook's,
/// bishop's or queen's way is attacked too, of whatever colour it is.
/// @pre `kind` is no pawn.
bitboard attacks(piece_kind kind, square from, bitboard occupied) noexcept;

/// The squares strictly between two on one rank, file or diagonal; else none.
bitboard between(square a, square b) noexcept;

/// The whole rank, file or diagonal that both squares lie on; none if there is
/// none or if they are the same.
bitboard line(square a, square b) noexcept;

} // namespace troupe::chess
