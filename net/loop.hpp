// One thread that serves sockets and runs actors.
#pragma once

#include <troupe/actors/loop_host.hpp>
#include <troupe/net/cork.hpp>
#include <troupe/net/doorbell.hpp>
#include <troupe/net/poller.hpp>
#include <troupe/net/read_batch.hpp>
#include <troupe/net/send_batch.hpp>
#include <troupe/net/socket_calls.hpp>
#include <troupe/net/stream_pool.hpp>
#include <troupe/net/timer_wheel.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace troupe {

/// Something that has work at the end of a turn.
class turn_guest {
public:
  /// Called once at the end of the turn in which it was queued.
  virtual void on_turn_end() = 0;

protected:
  ~turn_guest() = default;
};

/// An event loop. A turn is: all sockets that are ready, then the deadlines
/// that have passed, then the actors that have messages, then `on_turn_end` of
/// those who asked for it; and what connections have gathered is written, once
/// each, all of them together.
///
/// The loop sleeps only when there is nothing to do, and never polls.
/// Thread: its own, but for `schedule`, `post`, `start` and `stop`.
class loop final : public loop_host {
public:
  explicit loop(caf::actor_system& system);
  ~loop() override;

  void start();

  /// Ends the thread. What is still queued stays undone, so all hosted actors
  /// must have ended before.
  void stop();

  /// Runs `work` on the loop's thread, soon.
  void post(std::function<void()> work);

  // -- for those who live here ------------------------------------------------

  stream_pool& streams() noexcept {
    return streams_;
  }

  /// When this turn began, for those who do not need it more exactly.
  timer_wheel::clock::time_point now() const noexcept {
    return now_;
  }

  /// Where output goes at the end of the turn.
  send_batch& output() noexcept {
    return output_;
  }

  poller& sockets() noexcept {
    return poller_;
  }

  timer_wheel& deadlines() noexcept {
    return wheel_;
  }

  buffer_pool& buffers() noexcept {
    return buffers_;
  }

  /// How sockets are read and written.
  socket_calls& calls() noexcept {
    return calls_;
  }

  /// Where those whose sockets are ready have them read.
  read_batch& input() noexcept {
    return input_;
  }

  void at_turn_end(turn_guest& who) {
    guests_.push_back(&who);
  }

  /// Destroys `what` when the turn is over, and nobody can refer to it.
  void bury(std::shared_ptr<void> what) {
    graves_.push_back(std::move(what));
  }

  // -- loop_host --------------------------------------------------------------

  void schedule(run_node* node) override;
  void call_after_actors(actors_guest& who) override;
  void forget(actors_guest& who) override;
  void exec_later(caf::resumable* actor) override;

private:
  void run();
  void serve_sockets();
  void serve_deadlines();
  std::chrono::milliseconds time_to_sleep();
  bool has_foreign_work() const noexcept;
  void run_posted();
  void finish_actors();
  void run_actors();
  void run_list(run_node* node);
  run_node* take_foreign();
  void end_turn();
  void wake();

  poller poller_;
  doorbell bell_;
  stream_pool streams_;
  timer_wheel::clock::time_point now_;
  timer_wheel::clock::time_point heard_until_; ///< All sockets.
  timer_wheel wheel_;
  buffer_pool buffers_;
  socket_calls calls_;
  read_batch input_{calls_};
  send_batch output_{calls_};
  std::vector<actors_guest*> gatherers_;
  std::vector<turn_guest*> guests_;
  std::vector<turn_guest*> serving_;
  std::vector<std::shared_ptr<void>> graves_;
  int deferrals_ = 0; ///< Turns that left the deadlines to the next.
  std::thread thread_;
  std::atomic<bool> stopping_{false};
  std::mutex posted_guard_;
  std::vector<std::function<void()>> posted_;

  alignas(64) std::atomic<run_node*> foreign_{nullptr}; ///< From other threads.
  alignas(64) run_node* own_first_ = nullptr;
  run_node* own_last_ = nullptr;
  alignas(64) std::atomic<bool> sleeping_{false};
  std::atomic<bool> has_posted_{false};
};

} // namespace troupe
