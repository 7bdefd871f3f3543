// The 64 squares: numbered from a1 along the ranks to h8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::chess {

// clang-format off
enum class square : std::uint8_t {
  a1, b1, c1, d1, e1, f1, g1, h1,
  a2, b2, c2, d2, e2, f2, g2, h2,
  a3, b3, c3, d3, e3, f3, g3, h3,
  a4, b4, c4, d4, e4, f4, g4, h4,
  a5, b5, c5, d5, e5, f5, g5, h5,
  a6, b6, c6, d6, e6, f6, g6, h6,
  a7, b7, c7, d7, e7, f7, g7, h7,
  a8, b8, c8, d8, e8, f8, g8, h8,
};
// clang-format on

inline constexpr int board_side = 8;
inline constexpr int square_count = board_side * board_side;

constexpr int index_of(square where) noexcept {
  return static_cast<int>(where);
}

/// 0 is the a-file, 7 the h-file.
constexpr int file_of(square where) noexcept {
  return index_of(where) % board_side;
}

/// 0 is White's first rank, 7 is Black's.
constexpr int rank_of(square where) noexcept {
  return index_of(where) / board_side;
}

/// The square with this number. Unit: 0 to 63.
constexpr square square_at(int index) noexcept {
  return static_cast<square>(index);
}

/// File and rank as 0 to 7 each.
constexpr square square_at(int file, int rank) noexcept {
  return square_at(rank * board_side + file);
}

constexpr bool on_board(int file, int rank) noexcept {
  return file >= 0 && file < board_side && rank >= 0 && rank < board_side;
}

constexpr char file_letter(square where) noexcept {
  return static_cast<char>('a' + file_of(where));
}

constexpr char rank_digit(square where) noexcept {
  return static_cast<char>('1' + rank_of(where));
}

/// "e4".
std::string to_string(square where);

/// The square that `text` names in lower case, e.g. "e4".
std::optional<square> parse_square(std::string_view text) noexcept;

} // namespace troupe::chess
