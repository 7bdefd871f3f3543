// Who may still castle, and where king and rook go.
#pragma once

#include <apps/game/chess/bitboard.hpp>
#include <apps/game/chess/pieces.hpp>

#include <array>
#include <cstdint>

namespace troupe::chess {

enum class wing : std::uint8_t { king_side, queen_side };

/// One of the four ways to castle.
struct castling {
  color side = color::white;
  wing where = wing::king_side;

  constexpr square king_from() const noexcept {
    return square_at(4, home());
  }

  constexpr square king_to() const noexcept {
    return square_at(where == wing::king_side ? 6 : 2, home());
  }

  constexpr square rook_from() const noexcept {
    return square_at(where == wing::king_side ? 7 : 0, home());
  }

  constexpr square rook_to() const noexcept {
    return square_at(where == wing::king_side ? 5 : 3, home());
  }

private:
  constexpr int home() const noexcept {
    return side == color::white ? 0 : board_side - 1;
  }
};

/// In the order in which FEN names them: K, Q, k, q.
inline constexpr auto all_castlings = std::array{
  castling{color::white, wing::king_side},
  castling{color::white, wing::queen_side},
  castling{color::black, wing::king_side},
  castling{color::black, wing::queen_side},
};

/// Which castlings no earlier move of king or rook forbids.
class castling_rights {
public:
  constexpr bool has(castling way) const noexcept {
    return contains(rooks_, way.rook_from());
  }

  constexpr void grant(castling way) noexcept {
    rooks_ |= bit(way.rook_from());
  }

  /// Takes away what a move from or to `where` ends: all of a king's rights
  /// or, as rook or as prey, one.
  constexpr void touch(square where) noexcept {
    rooks_ &= ~bit(where);
    for (auto way : all_castlings)
      if (where == way.king_from())
        rooks_ &= ~bit(way.rook_from());
  }

  constexpr bool none() const noexcept {
    return rooks_ == no_squares;
  }

  bool operator==(const castling_rights&) const = default;

private:
  bitboard rooks_ = no_squares; // those that their king may castle with
};

} // namespace troupe::chess
