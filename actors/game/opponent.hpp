// Who plays against a person when no other person does: the port of a game's
// room to engines and bots.
#pragma once

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <cstdint>
#include <string>

namespace troupe {

/// One moment of a game, whose move is the opponent's.
struct turn_request {
  /// JSON text as the rules describe a moment; of chess it has "fen".
  std::string state;
  std::uint32_t level = 20;       ///< How strong: 1 to 20.
  std::uint64_t time_left_ms = 0; ///< On the mover's clock; 0: no clock.
  std::uint64_t increment_ms = 0; ///< What each move adds to the clock.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, turn_request& x) {
  return f(x.state, x.level, x.time_left_ms, x.increment_ms);
}

/// The opponent's move.
struct turn_answer {
  /// JSON text as a player's wish: {"from","to","piece"[,"promotion"]}.
  std::string move;
  std::string trouble; ///< Empty when there is a move; for the log.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, turn_answer& x) {
  return f(x.move, x.trouble);
}

/// The OPPONENT: remembers no game, so that one serves many. It may take its
/// time; one that has too much to do answers at once that it has.
using opponent_actor = caf::typed_actor<
  // Says which move it makes. Who asks sets a timeout.
  caf::replies_to<turn_request>::with<turn_answer>>;

} // namespace troupe
