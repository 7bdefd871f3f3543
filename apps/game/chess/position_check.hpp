// Whether a position made of anything can come up in a game.
#pragma once

#include <apps/game/chess/position.hpp>

#include <troupe/protocol/problem.hpp>

namespace troupe::chess {

/// @returns the first reason why `at` cannot come up in a game, nothing if
///          none is seen. What only the history of a game would tell, such as
///          pawns that have captured too often, is not looked for.
std::optional<problem> why_impossible(const position& at);

} // namespace troupe::chess
