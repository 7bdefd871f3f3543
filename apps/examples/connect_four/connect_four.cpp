#include <apps/examples/connect_four/connect_four.hpp>

#include <algorithm>

using namespace troupe;

namespace {

constexpr std::size_t width = 7;
constexpr std::size_t height = 6;
constexpr std::array<char, 2> discs{'r', 'y'};

std::string win_of(seat_index seat) {
  return seat == 0 ? "1-0" : "0-1";
}

/// The disc there, '.' where there is none, or no place.
char disc_at(const std::vector<std::string>& columns, std::ptrdiff_t column,
             std::ptrdiff_t row) {
  if (column < 0 || row < 0 || column >= static_cast<std::ptrdiff_t>(width))
    return '.';
  const auto& stack = columns[static_cast<std::size_t>(column)];
  auto at = static_cast<std::size_t>(row);
  return at < stack.size() ? stack[at] : '.';
}

} // namespace

// [play]
result<json> connect_four::play(const drop& wish) {
  if (wish.column < 1 || wish.column > width)
    return refusal("there is no such column");
  auto& stack = columns_[wish.column - 1];
  if (stack.size() == height)
    return refusal("that column is full");
  if (ending())
    return refusal("the game is over");
  stack += discs[turn()];
  moves_.push_back(wish.column);
  return result<json>{boost::system::in_place_value,
                      json{{"column", wish.column}, {"row", stack.size()}}};
}

seat_index connect_four::turn() const {
  return moves_.size() % 2;
}

std::optional<game_ending> connect_four::ending() const {
  if (four_through_last())
    return game_ending{win_of((moves_.size() - 1) % 2), "four_in_a_row"};
  if (moves_.size() == width * height)
    return game_ending{"1/2-1/2", "board_full"};
  return std::nullopt;
}
// [/play]

game_ending connect_four::ending_by(forfeit how, seat_index seat) const {
  return {win_of(1 - seat), std::string{to_string(how)}};
}

json connect_four::describe() const {
  auto board = json::array();
  for (auto row = height; row-- > 0;) {
    auto line = std::string{};
    for (std::size_t column = 0; column < width; ++column)
      line += disc_at(columns_, static_cast<std::ptrdiff_t>(column),
                      static_cast<std::ptrdiff_t>(row));
    board.push_back(std::move(line));
  }
  return {{"board", std::move(board)}};
}

json connect_four::moves() const {
  auto out = json::array();
  for (auto column : moves_)
    out.push_back({{"column", column}});
  return out;
}

json connect_four::choices() const {
  auto out = json::array();
  for (std::size_t i = 0; i < width; ++i)
    if (!ending() && columns_[i].size() < height)
      out.push_back({{"column", i + 1}});
  return out;
}

std::string connect_four::record(const record_header& header) const {
  auto out = header.players[0] + " - " + header.players[1] + ":";
  for (auto column : moves_)
    out += " " + std::to_string(column);
  return out + (header.ending ? " " + header.ending->result : " *") + "\n";
}

bool connect_four::four_through_last() const {
  if (moves_.empty())
    return false;
  auto column = static_cast<std::ptrdiff_t>(moves_.back()) - 1;
  auto row
    = static_cast<std::ptrdiff_t>(columns_[moves_.back() - 1].size()) - 1;
  auto mine = disc_at(columns_, column, row);
  auto same = [&](std::ptrdiff_t x, std::ptrdiff_t y) {
    auto n = 0;
    while (n < 3
           && disc_at(columns_, column + x * (n + 1), row + y * (n + 1))
                == mine)
      ++n;
    return n;
  };
  for (auto [x, y] : {std::pair{1, 0}, {0, 1}, {1, 1}, {1, -1}})
    if (same(x, y) + same(-x, -y) >= 3)
      return true;
  return false;
}
