// The rules of Connect Four.
#pragma once

#include <troupe/game/game_events.hpp>
#include <troupe/game/rules.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// [move]
/// A player drops a disc into a column, 1 to 7.
struct drop {
  std::uint32_t column = 0;

  static std::string words_for(const troupe::field_error& error) {
    return troupe::words_for_game(error);
  }
};
TROUPE_EVENT(drop, "DROP", column)
// [/move]

// [rules]
/// Seven columns of six; four in a row win. A model of `troupe::game_rules`.
class connect_four {
public:
  using move_event = drop;

  static constexpr std::string_view name = "connect-four";
  static constexpr std::array<std::string_view, 2> seats{"red", "yellow"};

  troupe::result<troupe::json> play(const drop& wish);
  troupe::seat_index turn() const;
  std::optional<troupe::game_ending> ending() const;
  troupe::game_ending
  ending_by(troupe::forfeit how, troupe::seat_index seat) const;

  troupe::json describe() const; // {"board": ["..ry...", …]}, the top row first
  troupe::json moves() const;
  troupe::json choices() const;
  std::string record(const troupe::record_header& header) const;

private:
  bool four_through_last() const;

  std::vector<std::string> columns_ = std::vector<std::string>(7);
  std::vector<std::uint32_t> moves_; ///< Columns, 1 to 7.
};
// [/rules]
