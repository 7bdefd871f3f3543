// Forsyth-Edwards notation: a position as one line of text.
#pragma once

#include <apps/game/chess/position.hpp>

#include <troupe/protocol/problem.hpp>

#include <string>
#include <string_view>

namespace troupe::chess {

/// The highest half-move clock taken: the 75-move rule has ended such a game.
inline constexpr int max_halfmove_clock = 150;

/// The highest move number taken.
inline constexpr int max_move_number = 9'999;

/// Source: PGN standard, section 16.1. The en passant square stands after each
/// double step of a pawn, as the standard has it.
std::string to_fen(const position& at);

/// Reads exactly what the standard allows: six fields, one space apart.
/// @returns a problem with the reason also for what cannot come up in a game:
///          more or less than one king a side, pawns on a first or last rank,
///          more pieces than promotions explain, rights to castle without
///          king and rook at home, an en passant square that no pawn has
///          passed, or a king that could be taken.
result<position> parse_fen(std::string_view text);

} // namespace troupe::chess
