// Which piece stands where.
#pragma once

#include <apps/game/chess/bitboard.hpp>
#include <apps/game/chess/pieces.hpp>

#include <array>

namespace troupe::chess {

/// The pieces on their squares, whether or not the rules allow it.
class board {
public:
  bitboard of(color side) const noexcept {
    return by_color_[static_cast<std::size_t>(side)];
  }

  bitboard of(piece_kind kind) const noexcept {
    return by_kind_[static_cast<std::size_t>(kind)];
  }

  bitboard of(color side, piece_kind kind) const noexcept {
    return of(side) & of(kind);
  }

  bitboard occupied() const noexcept {
    return by_color_[0] | by_color_[1];
  }

  std::optional<piece> at(square where) const noexcept;

  /// @pre `where` is empty.
  void put(piece what, square where) noexcept;

  /// Empties `where`; nothing happens if it is empty.
  void remove(square where) noexcept;

  /// @pre `side` has a king.
  square king(color side) const noexcept {
    return first_of(of(side, piece_kind::king));
  }

  /// The pieces of `by` that attack `target`, if the squares in `blockers` are
  /// the ones that stop a rook, bishop or queen.
  bitboard attackers(square target, color by, bitboard blockers) const noexcept;

  bool operator==(const board&) const = default;

private:
  std::array<bitboard, 2> by_color_{};
  std::array<bitboard, all_kinds.size()> by_kind_{};
};

} // namespace troupe::chess
