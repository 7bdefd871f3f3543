// Moves as text: "Nbd7+" for people (SAN), "b8d7" for engines (UCI).
#pragma once

#include <apps/game/chess/position.hpp>

#include <troupe/protocol/problem.hpp>

#include <string>
#include <string_view>

namespace troupe::chess {

/// Source: PGN standard, section 8.2.3 (standard algebraic notation).
/// @pre `what` is legal in `at`.
std::string to_san(const position& at, move what);

/// Reads what `to_san` writes. Marks of capture, check and mate may be left
/// out, or be wrong; the origin may be told more exactly than needed.
/// @returns the one legal move that is meant, or why there is none.
result<move> parse_san(const position& at, std::string_view text);

/// "e7e8q"; castling is the king's step, "e1g1".
std::string to_uci(move what);

/// @returns the move if it is legal in `at`, else why not.
result<move> parse_uci(const position& at, std::string_view text);

} // namespace troupe::chess
