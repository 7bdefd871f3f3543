// A game: two players take turns, others watch.
#pragma once

#include <troupe/actors/room.hpp>
#include <troupe/actors/waiting_commands.hpp>
#include <troupe/game/game_clock.hpp>
#include <troupe/game/game_options.hpp>
#include <troupe/game/seats.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace troupe {

/// A room whose members watch a game, two of them from its seats. Its kind is
/// `game::kind`, its name the game's id; the LOBBY makes games.
///
/// The game alone decides who plays, whose turn it is and what is a move. A
/// player whose connection is lost has some time to come back to his seat. It
/// is kept in the STORE, so that it survives the node, and can be looked at
/// when it is over. See game_commands.cpp for what it can be told.
class game final : public room {
public:
  static constexpr auto kind = "game";

  /// @pre `options` has rules.
  game(caf::actor_config& config, loop_host* host, room_setup setup,
       std::shared_ptr<const game_options> options);

  bool cleanup(caf::error&& reason, caf::execution_unit* unit) override;

protected:
  void join(const join_request& request) override;
  void leave(const leave_request& request) override;
  caf::result<room_answer> command(const room_command& request) override;
  void woken(std::uint64_t what) override;
  void before_end() override;
  std::string heritage() override;
  void inherit(const std::string& saved) override;

private:
  using promise = waiting_commands::promise;
  using outcome = result<std::string>; ///< Of a command: JSON text, or "".

  enum class phase {
    unknown, ///< Nobody has asked the store yet.
    loading,
    missing, ///< There is no such game.
    waiting, ///< For players.
    playing,
    finished,
  };

  enum class alarm : std::uint8_t {
    flag,
    grace,
    save,
    idle,
    load,
    heritage,
    roll
  };

  struct newcomer {
    session_id session;
    bool again; ///< It was here before its room was made anew.
  };

  struct timing {
    std::chrono::milliseconds each{0}; ///< 0: no clock.
    std::chrono::milliseconds increment{0};
  };

  // -- commands ---------------------------------------------------------------

  void answer(const room_command& what, promise to);
  outcome execute(const room_command& what, const json& data);
  outcome create(const json& data);
  outcome look() const;
  outcome take_seat(session_id who, const json& data);
  outcome move(session_id who, const json& wish);
  outcome choices() const;
  outcome give_up(session_id who);
  outcome offer_draw(session_id who);
  outcome accept_draw(session_id who);
  outcome decline_draw(session_id who);
  outcome add_engine(session_id who, const json& data);
  outcome chat(session_id who, const json& data);
  outcome leave_game(session_id who);

  /// The seat of somebody who plays.
  result<seat_index> seat_in_play(session_id who) const;
  result<seat_index> seat_to_answer(session_id who) const;

  // -- players ----------------------------------------------------------------

  result<seat_index> choose_seat(const std::string& color) const;
  json sit_down(seat_index seat, player who);
  json come_back(seat_index seat, session_id who);
  void announce_player(seat_index seat);
  void lost(seat_index seat);
  void miss(seat_index seat, std::chrono::milliseconds left);
  void moved(seat_index seat);
  void grace_over(seat_index seat, std::uint64_t loss);
  void wait_for(seat_index seat);
  void expect_all();
  void call_roll(std::uint64_t turn);
  void count_spectators();

  // -- play -------------------------------------------------------------------

  void start();
  void played(seat_index seat, json what);
  void finish(const game_ending& how);
  static game_ending node_lost();
  void watch_clock();
  void clock_alarm();
  bool lease_opponent();
  void ask_engine();
  void engine_moves(seat_index seat, std::size_t at, const std::string& wish);
  void engine_fails(seat_index seat, std::size_t at, std::string_view why);

  // -- what others see --------------------------------------------------------

  json state_for(session_id member) const;
  json summary() const;
  json players() const;
  json clocks() const;
  std::string_view status() const;
  std::string record() const;
  void tell_all(const publication& what);

  // -- storage ----------------------------------------------------------------

  void load();
  void loaded(const store_reply& reply);
  void not_loaded(std::string_view why);
  bool some_return() const;
  bool waits_for_heritage();
  void give_up_waiting();
  bool is_behind(const json& what) const;
  void take_over(const json& what);
  void restore(const json& saved);
  void restore_players(const json& saved);
  void restore_clocks(const json& saved);
  json snapshot() const;
  std::vector<store_change> changes_to(const json& what) const;
  void touch();
  void save();
  void saved();
  void save_failed(std::string_view why);
  void announce();
  void unlist();
  void discard_if_idle(std::uint64_t emptied);
  void serve_waiting();
  void serve_commands();
  std::optional<seat_index> seat_again(session_id who);
  void sit_again(seat_index seat, session_id who);
  void greet(const newcomer& who);

  void
  wake(alarm why, std::chrono::nanoseconds after, std::uint64_t detail = 0);
  game_clock::time_point now() const;

  room_setup setup_;
  std::shared_ptr<const game_options> options_;
  phase phase_ = phase::unknown;
  std::unique_ptr<match> match_;
  std::size_t plies_ = 0; ///< Moves so far.
  seat_table seats_{2};
  std::string created_at_;
  timing timing_;
  std::optional<game_clock> clock_;
  std::optional<game_clock::time_point> next_flag_; ///< An alarm is set for it.
  std::optional<game_ending> ending_;
  std::optional<seat_index> draw_offer_; ///< By whom.
  std::optional<opponent_lease> opponent_;
  std::uint32_t engine_level_ = 0;
  std::size_t engine_attempts_ = 0; ///< For this move.
  std::vector<std::uint64_t> losses_{0,
                                     0}; ///< By seat: connections lost so far.
  std::uint64_t rolls_ = 0;              ///< How often all were expected.
  std::uint64_t emptied_ = 0;    ///< How often the last member has gone.
  std::uint64_t spectators_ = 0; ///< As told last.
  bool store_failed_ = false;    ///< When it was asked for the game.
  bool dirty_ = false;           ///< Not all is in the store.
  bool save_set_ = false;        ///< An alarm is.
  bool saving_ = false;
  waiting_commands waiting_;        ///< While the store is asked.
  std::vector<newcomer> newcomers_; ///< So do these.
  json old_record_; ///< Of before it was handed over; null: there is none.
};

} // namespace troupe
