// Claims that hold at every moment of a simulation.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>

namespace troupe {

class simulation;

/// Something that holds after every step.
struct invariant {
  std::string name;
  /// Says what is wrong; "" while nothing is. Called after each step, so it
  /// looks at what is new only.
  std::function<std::string(simulation&)> check;
};

/// One of them did not hold; `what()` says which, and why.
class invariant_broken : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// The invariants that every application has. Each is a new one, with its own
/// memory of what it has seen.
namespace invariants {

/// No client sees a `seq` twice, or misses one, from the first that it saw
/// until its room is made anew. For clients that are in one numbered room.
invariant numbered_without_gap();

/// No client is told more often that a user left than that user had sessions.
invariant user_left_once();

/// No two rooms of one key take members on one node.
invariant one_room_per_key();

/// When nothing is to be done and all clients are gone, no actor is left that
/// was not there before them.
invariant no_leaked_actor();

} // namespace invariants

} // namespace troupe
