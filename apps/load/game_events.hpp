// What players say to a game server, and what it says to them.
#pragma once

#include <apps/load/move_ledger.hpp>
#include <apps/load/random_game.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace load {

/// Something that the server said.
struct game_event {
  enum class kind {
    seat,    ///< The answer to a player who joins.
    started, ///< Both players are there.
    move,
    over,
    error,
    other, ///< Nothing that is counted.
    damaged,
  };

  kind what = kind::damaged;
  std::string text; ///< `seat`: the player's id; `error`: why, for the user.
  made_move move;   ///< `move` only.
};

/// Reads one message of the server; what is no JSON object with a type, or has
/// not the fields of its type, is damaged.
game_event read_game_event(std::string_view text);

/// @returns the request to be seated. @param side 0 is White.
std::string join_text(std::size_t side);

std::string move_text(const planned_move& what);

std::string resign_text();

/// @returns the id in the answer to a request for a new game; nothing when
/// there
///          is none that could stand in a path.
std::optional<std::string> read_game_id(std::string_view body);

/// @returns what an error says, also one that came over HTTP.
std::string read_error(std::string_view body);

} // namespace load
