// Which moves the rules allow.
#pragma once

#include <apps/game/chess/position.hpp>

#include <boost/container/static_vector.hpp>

namespace troupe::chess {

/// No side can have more moves: nine queens of 27 moves, two rooks of 14, two
/// bishops of 13, two knights of 8, and a king of 8 and two castlings. (A pawn
/// that is no queen yet has 12 at most.)
inline constexpr std::size_t max_moves = 323;

using move_list = boost::container::static_vector<move, max_moves>;

/// All legal moves of the side to move, in no order to rely on; a promotion
/// counts as four. Empty at mate and stalemate only.
move_list legal_moves(const position& at);

bool is_legal(const position& at, move what);

/// Whether some pawn may legally take on `at.en_passant`.
bool can_take_en_passant(const position& at);

/// Where the piece of the side to move on `from` may go by the way it moves,
/// whatever becomes of its king; castling aside.
/// @pre A piece of the side to move stands there.
bitboard reachable(const position& at, square from) noexcept;

} // namespace troupe::chess
