#include <apps/game/chess/attacks.hpp>

namespace troupe::chess {

namespace {

// One value a square.
using table = std::array<bitboard, square_count>;
using pair_table = std::array<table, square_count>;

struct step {
  int file;
  int rank;
};

// Clockwise from White's forward. The even ones are the rook's, the odd ones
// the bishop's.
constexpr auto directions = std::array<step, 8>{{
  {0, 1},
  {1, 1},
  {1, 0},
  {1, -1},
  {0, -1},
  {-1, -1},
  {-1, 0},
  {-1, 1},
}};

constexpr auto knight_steps = std::array<step, 8>{{
  {1, 2},
  {2, 1},
  {2, -1},
  {1, -2},
  {-1, -2},
  {-2, -1},
  {-2, 1},
  {-1, 2},
}};

constexpr auto white_pawn_steps = std::array<step, 2>{{{-1, 1}, {1, 1}}};
constexpr auto black_pawn_steps = std::array<step, 2>{{{-1, -1}, {1, -1}}};

// The square that many steps away, as a set; empty beyond the edge.
constexpr bitboard stepped(square from, step by, int times) noexcept {
  auto file = file_of(from) + by.file * times;
  auto rank = rank_of(from) + by.rank * times;
  return on_board(file, rank) ? bit(square_at(file, rank)) : no_squares;
}

template <std::size_t Count>
constexpr table step_table(const std::array<step, Count>& steps) noexcept {
  auto out = table{};
  for (auto from : squares_of{all_squares})
    for (auto by : steps)
      out[index_of(from)] |= stepped(from, by, 1);
  return out;
}

constexpr std::array<table, directions.size()> ray_tables() noexcept {
  auto out = std::array<table, directions.size()>{};
  for (std::size_t way = 0; way < directions.size(); ++way)
    for (auto from : squares_of{all_squares})
      for (int times = 1; times < board_side; ++times)
        out[way][index_of(from)] |= stepped(from, directions[way], times);
  return out;
}

constexpr auto knight_table = step_table(knight_steps);
constexpr auto king_table = step_table(directions);
constexpr auto pawn_tables
  = std::array{step_table(white_pawn_steps), step_table(black_pawn_steps)};
constexpr auto rays = ray_tables();

constexpr pair_table between_table() noexcept {
  auto out = pair_table{};
  for (auto a : squares_of{all_squares})
    for (const auto& ray : rays)
      for (auto b : squares_of{ray[index_of(a)]})
        out[index_of(a)][index_of(b)]
          = ray[index_of(a)] & ~ray[index_of(b)] & ~bit(b);
  return out;
}

constexpr pair_table line_table() noexcept {
  auto out = pair_table{};
  for (auto a : squares_of{all_squares})
    for (std::size_t way = 0; way < rays.size(); ++way) {
      auto ahead = rays[way][index_of(a)];
      auto behind = rays[(way + 4) % rays.size()][index_of(a)];
      for (auto b : squares_of{ahead})
        out[index_of(a)][index_of(b)] = ahead | behind | bit(a);
    }
  return out;
}

constexpr auto betweens = between_table();
constexpr auto lines = line_table();

// Along this direction the squares' numbers grow, so the first of the pieces
// in the way has the lowest number.
constexpr bool ascends(std::size_t way) noexcept {
  return board_side * directions[way].rank + directions[way].file > 0;
}

template <std::size_t Way>
bitboard ray_attacks(square from, bitboard occupied) noexcept {
  const auto& ray = rays[Way];
  auto in_the_way = ray[index_of(from)] & occupied;
  if (in_the_way == no_squares)
    return ray[index_of(from)];
  auto first = ascends(Way) ? first_of(in_the_way) : last_of(in_the_way);
  return ray[index_of(from)] & ~ray[index_of(first)];
}

bitboard rook_attacks(square from, bitboard occupied) noexcept {
  return ray_attacks<0>(from, occupied) | ray_attacks<2>(from, occupied)
         | ray_attacks<4>(from, occupied) | ray_attacks<6>(from, occupied);
}

bitboard bishop_attacks(square from, bitboard occupied) noexcept {
  return ray_attacks<1>(from, occupied) | ray_attacks<3>(from, occupied)
         | ray_attacks<5>(from, occupied) | ray_attacks<7>(from, occupied);
}

} // namespace

bitboard pawn_attacks(color side, square from) noexcept {
  return pawn_tables[static_cast<std::size_t>(side)][index_of(from)];
}

bitboard attacks(piece_kind kind, square from, bitboard occupied) noexcept {
  switch (kind) {
    case piece_kind::knight: return knight_table[index_of(from)];
    case piece_kind::bishop: return bishop_attacks(from, occupied);
    case piece_kind::rook: return rook_attacks(from, occupied);
    case piece_kind::queen:
      return rook_attacks(from, occupied) | bishop_attacks(from, occupied);
    case piece_kind::king: return king_table[index_of(from)];
    case piece_kind::pawn: break;
  }
  return no_squares;
}

bitboard between(square a, square b) noexcept {
  return betweens[index_of(a)][index_of(b)];
}

bitboard line(square a, square b) noexcept {
  return lines[index_of(a)][index_of(b)];
}

} // namespace troupe::chess
