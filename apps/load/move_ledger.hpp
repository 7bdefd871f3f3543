// What was played in one game, and what of it came to whom.
#pragma once

#include <apps/load/arrivals.hpp>

#include <array>
#include <string>
#include <vector>

namespace load {

/// A move that a server says was made.
struct made_move {
  std::uint32_t ply = 0; ///< Counts from 1.
  std::string move;      ///< "e2e4", "e7e8q"
  std::string san;
  std::string player_id; ///< Who made it.
  std::string next;      ///< Whose turn it is now: "white" or "black".
};

/// What is to be said of a move that came.
enum class move_arrival {
  in_order,
  late,    ///< New, but a later one came before it.
  again,   ///< It had come already.
  stray,   ///< Nobody has played so many.
  damaged, ///< It is not what was played; it counts as not come.
};

/// Holds what each viewer is told against what was played. Viewers are all
/// who see the game: the players are the first two, White first.
class move_ledger {
public:
  explicit move_ledger(std::size_t viewers) : heard_(viewers) {}

  /// Forgets the game before.
  void start(std::array<std::string, 2> player_ids);

  /// The side that has it plays a move.
  void add(std::string move, std::string san);

  move_arrival note(std::size_t viewer, const made_move& what);

  /// How many moves were played.
  std::uint32_t size() const noexcept {
    return static_cast<std::uint32_t>(played_.size());
  }

  /// Whose turn it is: 0 is White.
  std::size_t turn() const noexcept {
    return played_.size() % 2;
  }

  /// @returns how many moves have not come to one of those who see the game,
  ///          all of them together.
  std::uint64_t missing() const;

private:
  struct played {
    std::string move;
    std::string san;
  };

  bool is_as_played(const made_move& what) const;

  std::vector<played> played_;
  std::vector<arrivals> heard_; ///< By each viewer.
  std::array<std::string, 2> player_ids_;
};

} // namespace load
