// Between a game's words and an engine's.
#pragma once

#include <apps/game/chess/position.hpp>

#include <troupe/protocol/problem.hpp>

#include <string>
#include <string_view>

namespace troupe::chess {

/// @param state JSON text of a moment, with "fen".
/// @returns the position, in which there is a legal move; or why not.
result<position> position_of(std::string_view state);

/// @returns the JSON text of a player's wish to make this move.
/// @pre `what` is legal in `at`.
std::string wish_for(const position& at, move what);

} // namespace troupe::chess
