// What an opponent of several engines remembers: who waits, and who works.
// Users see uci_opponent.hpp.
#pragma once

#include <apps/game/engine/uci_opponent.hpp>

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>

namespace troupe::chess {

/// The OPPONENT with its own timers.
using uci_opponent_actor = opponent_actor::extend<
  // The oldest request has waited for too long.
  caf::reacts_to<caf::timeout_atom>,
  // An engine has had no work for long.
  caf::reacts_to<caf::tick_atom>>;

class uci_opponent_state {
public:
  static inline const char* name = "troupe.uci_opponent";

  using promise = caf::typed_response_promise<turn_answer>;

  explicit uci_opponent_state(uci_opponent_actor::base* self) : self_(self) {}

  /// Whoever still works is told to end.
  ~uci_opponent_state();

  void start(uci_opponent_options options, std::shared_ptr<stop_signal> stop);

  /// Lines the request up, or refuses it.
  promise take(turn_request what);

  /// Answers those who have waited for too long.
  void expire();

  /// Ends workers who had no work for long.
  void let_go_idle();

  /// Answers all, and ends.
  void close();

private:
  using time_point = std::chrono::steady_clock::time_point;
  using number = std::uint64_t;

  struct entry {
    turn_request what;
    promise asker;
    time_point came;
  };

  struct worker {
    opponent_actor actor;
    bool busy = false;
    promise asker;        ///< Of what it works at.
    time_point last_work; ///< End of the last request.
  };

  void dispatch();
  void hand_over(number who, entry what);
  void answered(number who, turn_answer answer);

  /// @returns 0 when all are busy and there may not be more.
  number find_free();
  number hire();

  void answer_waiting(const std::string& why);
  void set_wait_timer();
  void set_idle_timer();
  time_point now() const;

  uci_opponent_actor::base* self_;
  uci_opponent_options options_;
  std::shared_ptr<stop_signal> stop_;
  std::deque<entry> waiting_; ///< Oldest first.
  std::map<number, worker> workers_;
  number last_worker_ = 0;
  bool wait_timer_set_ = false;
  bool idle_timer_set_ = false;
};

} // namespace troupe::chess
