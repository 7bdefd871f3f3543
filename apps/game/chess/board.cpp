#include <apps/game/chess/board.hpp>

#include <apps/game/chess/attacks.hpp>

namespace troupe::chess {

std::optional<piece> board::at(square where) const noexcept {
  if (!contains(occupied(), where))
    return std::nullopt;
  auto owner = contains(of(color::white), where) ? color::white : color::black;
  for (auto kind : all_kinds)
    if (contains(of(kind), where))
      return piece{owner, kind};
  return std::nullopt;
}

void board::put(piece what, square where) noexcept {
  by_color_[static_cast<std::size_t>(what.owner)] |= bit(where);
  by_kind_[static_cast<std::size_t>(what.kind)] |= bit(where);
}

void board::remove(square where) noexcept {
  for (auto& set : by_color_)
    set &= ~bit(where);
  for (auto& set : by_kind_)
    set &= ~bit(where);
}

// An attack is seen from its target: what a knight there would attack is where
// knights attack it from.
bitboard
board::attackers(square target, color by, bitboard blockers) const noexcept {
  using enum piece_kind;
  auto queens = of(queen);
  auto found = pawn_attacks(other(by), target) & of(pawn);
  found |= attacks(knight, target, blockers) & of(knight);
  found |= attacks(king, target, blockers) & of(king);
  found |= attacks(rook, target, blockers) & (of(rook) | queens);
  found |= attacks(bishop, target, blockers) & (of(bishop) | queens);
  return found & of(by);
}

} // namespace troupe::chess
