// One game, and the connections of those who play and watch it.
#pragma once

#include <apps/load/connection.hpp>
#include <apps/load/game_events.hpp>
#include <apps/load/report.hpp>
#include <apps/load/stage.hpp>

#include <deque>

namespace load {

/// What all tables count together.
struct game_tally {
  faults found{.errors = 0};
  std::string first_error;
  std::uint64_t moves = 0;     ///< That were sent.
  std::uint64_t delivered = 0; ///< Each move once for each who sees the game.
  std::uint64_t finished = 0;  ///< Games that ended as they should.
  histogram seating;           ///< From the connects to the start of the game.
  histogram moving;            ///< From when a move was due to the opponent.
  // `moving` counts for what was due in between.
  clock::time_point measured_from = clock::time_point::max();
  clock::time_point measured_to = clock::time_point::max();
};

/// Seats two players and spectators, plays moves that it is given the time for,
/// and resigns at the end; then the table is free for another game. Each player
/// waits for the opponent's move before it makes its own.
class game_table final : private connection::listener {
public:
  /// Of a game.
  static constexpr std::uint32_t players = 2;

  /// What the owner hears. No game may be opened in here: that can wait for
  /// the end of the turn.
  class listener {
  public:
    /// It is somebody's turn: `move` may be called, now or later.
    virtual void on_turn(game_table& which) = 0;

    /// The table is free, after a game or after what became of it.
    virtual void on_free(game_table& which) = 0;

    /// The players were not seated, and the table is free.
    /// @param why in words, for the user.
    virtual void on_not_seated(game_table& which, std::string_view why) = 0;

  protected:
    ~listener() = default;
  };

  /// How a game is played.
  struct rules {
    std::uint32_t spectators = 0;
    std::uint32_t max_moves = 0; ///< Of both sides together.
    /// Longest wait, at the end, for what is missing.
    std::chrono::milliseconds drain{};
  };

  /// @param index the owner's own number for it.
  game_table(stage& where, const rules& how, game_tally& counts,
             listener& owner, std::uint32_t index);

  /// Connects all. @pre The table is free.
  /// @param seed of its moves.
  void open(const std::string& game_id, std::uint64_t seed);

  /// @param due when the move should have been made.
  /// @pre `is_turn()`
  void move(clock::time_point due);

  /// Ends the game in a way that the server must tell all. Nothing happens
  /// when it is not played.
  void finish();

  /// Gives up what takes too long. To be called now and then.
  void end_overdue(clock::time_point now);

  /// Whether a move may be made.
  bool is_turn() const noexcept {
    return phase_ == phase::turn;
  }

  /// Whether the opponent has not heard the last move.
  bool is_moving() const noexcept {
    return phase_ == phase::moving;
  }

  bool is_free() const noexcept {
    return phase_ == phase::free;
  }

  std::uint32_t moves() const noexcept {
    return ledger_.size();
  }

  std::uint32_t index() const noexcept {
    return index_;
  }

private:
  enum class phase { free, seating, turn, moving, ending, leaving };

  /// The first two are the players, White first.
  struct viewer {
    std::string player_id;
    bool started = false; ///< It has heard that the game starts,
    bool over = false;    ///< and that it is over.
  };

  void on_joined(connection& who) override;
  void on_said(connection& who, std::string_view text,
               clock::time_point now) override;
  void on_ended(connection& who, ending how, std::string_view why) override;

  void on_error(std::string_view words);
  void on_move(std::uint32_t who, const made_move& what, clock::time_point now);
  void on_over(viewer& who);

  void start_when_seated(clock::time_point now);
  void plan_move();
  void leave_when_over();
  void leave();
  void free_when_left();
  void count_losses();
  void cut();

  stage& stage_;
  rules rules_;
  game_tally& tally_;
  listener& owner_;
  std::deque<connection> lines_; ///< A deque: they cannot move.
  std::vector<viewer> viewers_;
  move_ledger ledger_;
  random_game game_{0};
  std::optional<planned_move> next_;
  clock::time_point due_;   ///< When the last move was.
  clock::time_point since_; ///< The start of what it waits for.
  std::uint32_t index_;
  bool broken_off_ = false; ///< A connection ended during the game.
  phase phase_ = phase::free;
};

} // namespace load
