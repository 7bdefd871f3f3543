// The scenario `games`: many games of chess at once.
#pragma once

#include <apps/load/game_maker.hpp>
#include <apps/load/game_table.hpp>
#include <apps/load/meter.hpp>
#include <apps/load/schedule.hpp>

#include <deque>
#include <utility>

namespace load {

struct games_options {
  std::uint32_t games = 1'000;  ///< At a time.
  std::uint32_t spectators = 0; ///< Of each game.
  std::uint32_t moves = 200;    ///< Most in a game, both sides together.
  double rate = 10'000; ///< Moves a second in all games together; 0: each game
                        ///< goes on as soon as it can.
  std::uint64_t seed = 1;
  std::chrono::milliseconds warm_up{1'000}; ///< Checked, but not timed.
  std::chrono::milliseconds measured{5'000};
  /// Longest silence, after the last move was sent, until what has not come
  /// counts as lost.
  std::chrono::milliseconds drain{3'000};
};

/// Each move must come once and in order to both players and to all spectators.
/// A game that has had all its moves is resigned, and another takes its place;
/// what is due meanwhile is played in the other games.
class games final : private game_table::listener, private game_maker::listener {
public:
  /// Errors: throws std::runtime_error when the process may not have so many
  /// sockets.
  games(stage& where, const games_options& how);

  /// Errors: throws std::runtime_error when not all games could be started.
  report run();

private:
  void on_turn(game_table& which) override;
  void on_free(game_table& which) override;
  void on_not_seated(game_table& which, std::string_view why) override;
  void on_made(std::uint32_t table, std::string game_id) override;
  void on_not_made(std::uint32_t table, std::string_view why) override;

  void open();
  void play_until(clock::time_point end);
  void make_moves(clock::time_point now);
  void drain();
  void end_all();
  void turn(clock::time_point until);
  void start_some();
  void look_after(clock::time_point now);
  void refuse(std::uint32_t table, std::string_view why);
  std::uint64_t expected() const;
  std::uint64_t stalled() const;
  void describe(report& out) const;
  void show_progress(clock::time_point now);

  stage& stage_;
  games_options options_;
  game_tally tally_;
  game_maker maker_;
  schedule schedule_;
  std::deque<game_table> tables_;      ///< A deque: they cannot move.
  std::deque<std::uint32_t> ready_;    ///< Where it is somebody's turn, who has
                                       ///< waited longest first.
  std::vector<std::uint32_t> to_make_; ///< Tables that need a game.
  std::vector<std::uint32_t> refused_; ///< They wait before they try again.
  std::vector<std::pair<std::uint32_t, std::string>> made_;
  std::string why_refused_;
  clock::time_point next_look_; ///< For who waits too long.
  std::size_t under_way_ = 0;   ///< Games that are made, or seated.
  std::uint64_t made_in_all_ = 0;
  std::uint64_t refusals_ = 0;
  std::uint64_t unsent_ = 0;
  bool over_ = false;
};

} // namespace load
