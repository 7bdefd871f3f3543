// One thread that serves sockets and runs actors.
#pragma once

#include <troupe/actors/loop_host.hpp>
#include <troupe/net/cork.hpp>
#include <troupe/net/poller.hpp>
#include <troupe/net/timer_wheel.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace troupe {

/// Something that has work at the end of a turn.
class turn_guest {
public:
  /// Called once at the end of the turn in which it was queued.
  virtual void on_turn_end() = 0;

protected:
  ~turn_guest() = default;
};

/// An event loop. A turn is: all I/O that is ready, then the actors that have
/// messages, then `on_turn_end` of those who asked for it, which is where each
/// connection writes what it has gathered, once.
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

  boost::asio::io_context& io() noexcept;

  poller& sockets() noexcept {
    return poller_;
  }

  timer_wheel& deadlines() noexcept {
    return wheel_;
  }

  buffer_pool& buffers() noexcept {
    return buffers_;
  }

  /// Where reads go before they are decoded.
  char* scratch() noexcept {
    return scratch_.get();
  }

  static constexpr std::size_t scratch_bytes = 65'536;

  void at_turn_end(turn_guest& who) {
    guests_.push_back(&who);
  }

  /// Destroys `what` when the turn is over, and nobody can refer to it.
  void bury(std::shared_ptr<void> what) {
    graves_.push_back(std::move(what));
  }

  // -- loop_host --------------------------------------------------------------

  void schedule(run_node* node) override;
  void exec_later(caf::resumable* actor) override;

private:
  class asio_side;

  void run();
  std::size_t serve_io();
  bool run_actors();
  void run_list(run_node* node);
  run_node* take_foreign();
  void end_turn();
  void sleep();
  void arm_poller();
  void arm_timer();

  poller poller_; // Before Asio, which watches it.
  std::unique_ptr<asio_side> asio_;
  timer_wheel wheel_;
  buffer_pool buffers_;
  std::unique_ptr<char[]> scratch_;
  std::vector<turn_guest*> guests_;
  std::vector<turn_guest*> serving_;
  std::vector<std::shared_ptr<void>> graves_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};

  alignas(64) std::atomic<run_node*> foreign_{nullptr}; ///< From other threads.
  alignas(64) run_node* own_first_ = nullptr;
  run_node* own_last_ = nullptr;
  alignas(64) std::atomic<bool> sleeping_{false};
};

} // namespace troupe
