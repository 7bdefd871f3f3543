// Sets of squares, one bit a square: what move generation computes with.
#pragma once

#include <apps/game/chess/squares.hpp>

#include <bit>
#include <cstdint>

namespace troupe::chess {

/// Bit n is the square with number n.
using bitboard = std::uint64_t;

inline constexpr bitboard no_squares = 0;
inline constexpr bitboard all_squares = ~no_squares;
inline constexpr bitboard dark_squares = 0xAA55AA55AA55AA55;

constexpr bitboard bit(square where) noexcept {
  return bitboard{1} << index_of(where);
}

constexpr bool contains(bitboard set, square where) noexcept {
  return (set & bit(where)) != 0;
}

constexpr bitboard rank_squares(int rank) noexcept {
  return bitboard{0xFF} << (rank * board_side);
}

/// The member with the lowest number.
/// @pre `set` is not empty.
constexpr square first_of(bitboard set) noexcept {
  return square_at(std::countr_zero(set));
}

/// The member with the highest number.
/// @pre `set` is not empty.
constexpr square last_of(bitboard set) noexcept {
  return square_at(square_count - 1 - std::countl_zero(set));
}

constexpr bool has_one(bitboard set) noexcept {
  return std::has_single_bit(set);
}

constexpr bool has_several(bitboard set) noexcept {
  return (set & (set - 1)) != 0;
}

/// For range-based loops over the members of a set, lowest number first.
class squares_of {
public:
  class iterator {
  public:
    constexpr explicit iterator(bitboard rest) noexcept : rest_(rest) {}

    constexpr square operator*() const noexcept {
      return first_of(rest_);
    }

    constexpr iterator& operator++() noexcept {
      rest_ &= rest_ - 1;
      return *this;
    }

    constexpr bool operator==(const iterator&) const noexcept = default;

  private:
    bitboard rest_;
  };

  constexpr explicit squares_of(bitboard set) noexcept : set_(set) {}

  constexpr iterator begin() const noexcept {
    return iterator{set_};
  }

  constexpr iterator end() const noexcept {
    return iterator{no_squares};
  }

private:
  bitboard set_;
};

} // namespace troupe::chess
