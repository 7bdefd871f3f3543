#include <apps/game/engine/uci_opponent_state.hpp>

#include <apps/game/engine/engine_worker.hpp>

#include <caf/send.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace troupe::chess {

namespace {

turn_answer no_move(std::string why) {
  return {{}, std::move(why)};
}

void tell_to_end(const opponent_actor& who) {
  caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
}

/// What the clock will show after so long a wait.
void take_from_clock(turn_request& what, std::chrono::nanoseconds waited) {
  auto time = std::chrono::duration_cast<std::chrono::milliseconds>(waited);
  auto gone
    = static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
  if (what.time_left_ms > 0) // 0 would be no clock.
    what.time_left_ms -= std::min(gone, what.time_left_ms - 1);
}

} // namespace

uci_opponent_state::~uci_opponent_state() {
  if (stop_)
    stop_->raise();
  for (const auto& [who, x] : workers_)
    tell_to_end(x.actor);
}

void uci_opponent_state::start(uci_opponent_options options,
                               std::shared_ptr<stop_signal> stop) {
  options_ = std::move(options);
  options_.max_engines = std::max<std::size_t>(options_.max_engines, 1);
  stop_ = std::move(stop);
}

uci_opponent_state::promise uci_opponent_state::take(turn_request what) {
  auto asker = self_->make_response_promise<promise>();
  waiting_.push_back({std::move(what), asker, now()});
  dispatch();
  if (waiting_.size() > options_.max_waiting) {
    waiting_.pop_back();
    asker.deliver(no_move("busy"));
  }
  set_wait_timer();
  return asker;
}

void uci_opponent_state::dispatch() {
  while (!waiting_.empty()) {
    auto who = find_free();
    if (who == 0)
      return;
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    hand_over(who, std::move(next));
  }
}

void uci_opponent_state::hand_over(number who, entry what) {
  auto& to = workers_.at(who);
  to.busy = true;
  to.asker = std::move(what.asker);
  take_from_clock(what.what, now() - what.came);
  // No time limit: the worker sets one for each thing that it waits for.
  self_->request(to.actor, caf::infinite, std::move(what.what))
    .then([this, who](turn_answer& x) { answered(who, std::move(x)); },
          [this, who](const caf::error&) {
            workers_.at(who).asker.deliver(
              no_move("the engine's worker has failed"));
            workers_.erase(who);
            dispatch();
          });
}

void uci_opponent_state::answered(number who, turn_answer answer) {
  auto& from = workers_.at(who);
  from.busy = false;
  from.last_work = now();
  std::exchange(from.asker, {}).deliver(std::move(answer));
  dispatch();
  set_idle_timer();
}

uci_opponent_state::number uci_opponent_state::find_free() {
  auto found = number{0};
  for (const auto& [who, x] : workers_)
    if (!x.busy && (found == 0 || x.last_work > workers_.at(found).last_work))
      found = who; // The last to have worked, so that others may end.
  if (found == 0 && workers_.size() < options_.max_engines)
    return hire();
  return found;
}

uci_opponent_state::number uci_opponent_state::hire() {
  try {
    auto actor = self_->home_system().spawn<engine_worker, caf::detached>(
      options_.engine, stop_);
    workers_[++last_worker_].actor = std::move(actor);
    return last_worker_;
  } catch (const std::exception& error) { // No thread to be had.
    if (workers_.empty())
      answer_waiting(std::string{"no engine can be started: "} + error.what());
    return 0;
  }
}

void uci_opponent_state::expire() {
  wait_timer_set_ = false;
  while (!waiting_.empty()
         && waiting_.front().came + options_.max_wait <= now()) {
    waiting_.front().asker.deliver(no_move("busy"));
    waiting_.pop_front();
  }
  dispatch();
  set_wait_timer();
}

void uci_opponent_state::let_go_idle() {
  idle_timer_set_ = false;
  std::erase_if(workers_, [this](const auto& each) {
    const auto& x = each.second;
    auto idle = !x.busy && x.last_work + options_.idle_time <= now();
    if (idle)
      tell_to_end(x.actor);
    return idle;
  });
  set_idle_timer();
}

void uci_opponent_state::close() {
  answer_waiting("the opponent is closing");
  for (auto& [who, x] : workers_)
    if (x.busy)
      x.asker.deliver(no_move("the opponent is closing"));
  self_->quit();
}

void uci_opponent_state::answer_waiting(const std::string& why) {
  for (auto& x : std::exchange(waiting_, {}))
    x.asker.deliver(no_move(why));
}

void uci_opponent_state::set_wait_timer() {
  if (wait_timer_set_ || waiting_.empty())
    return;
  wait_timer_set_ = true;
  auto due = waiting_.front().came + options_.max_wait;
  self_->delayed_send(self_, due - now(), caf::timeout_atom_v);
}

void uci_opponent_state::set_idle_timer() {
  auto due = time_point::max();
  for (const auto& [who, x] : workers_)
    if (!x.busy)
      due = std::min(due, x.last_work + options_.idle_time);
  if (idle_timer_set_ || due == time_point::max())
    return;
  idle_timer_set_ = true;
  self_->delayed_send(self_, due - now(), caf::tick_atom_v);
}

uci_opponent_state::time_point uci_opponent_state::now() const {
  return self_->clock().now();
}

} // namespace troupe::chess
