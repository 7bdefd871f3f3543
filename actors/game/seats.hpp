// Who plays.
#pragma once

#include <troupe/actors/interfaces.hpp>
#include <troupe/game/rules.hpp>

#include <optional>
#include <string>
#include <vector>

namespace troupe {

/// Somebody who plays, with what proves it when he comes back.
struct player {
  std::string id;         ///< What others see.
  std::string name;       ///< As he calls himself.
  std::string secret;     ///< Told to him alone.
  std::string user_id;    ///< Of his token; empty: he had none.
  session_id session = 0; ///< 0: his connection is lost.
  bool engine = false;    ///< A program; it has no session.
  bool missed = false;    ///< Others have heard that he is gone.
  session_id before = 0;  ///< His session until it was lost, or moved.

  bool online() const noexcept {
    return session != 0 || engine;
  }
};

/// What somebody shows who wants a seat that may be his.
struct seat_claim {
  std::string secret;
  std::string user_id;
};

/// The seats of one game: one player in each, and no player in two. A plain
/// value.
class seat_table {
public:
  explicit seat_table(std::size_t seats) : taken_(seats) {}

  std::size_t size() const noexcept {
    return taken_.size();
  }

  bool full() const noexcept;
  bool empty() const noexcept;

  std::size_t taken() const noexcept;

  /// @returns the player there, or null.
  const player* at(seat_index seat) const noexcept;
  player* at(seat_index seat) noexcept;

  std::optional<seat_index> first_free() const noexcept;

  /// The seat that this session plays on.
  std::optional<seat_index> of(session_id session) const noexcept;

  /// The same, or the one that it had when it ended: what it said last may be
  /// slower than its end.
  std::optional<seat_index> of_speaker(session_id session) const noexcept;

  /// The seat whose player can prove himself like that.
  std::optional<seat_index> of(const seat_claim& claim) const noexcept;

  /// @pre nobody sits there.
  void take(seat_index seat, player who) {
    taken_[seat] = std::move(who);
  }

  void vacate(seat_index seat) {
    taken_[seat].reset();
  }

private:
  std::vector<std::optional<player>> taken_;
};

} // namespace troupe
