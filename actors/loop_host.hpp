// The thread that an actor may live on, seen from the actor's side.
#pragma once

#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>

#include <atomic>
#include <cstddef>

namespace troupe {

/// An actor's place in its loop's run queue. Intrusive: a wake-up allocates
/// nothing, and an actor stands in at most one queue.
struct run_node {
  run_node* next = nullptr;
  caf::resumable* actor = nullptr;
};

/// An event loop that runs actors between its I/O: the port between actors/
/// and net/. `net/loop` implements it.
///
/// As an execution unit it passes on actors of the CAF scheduler and never
/// runs them.
class loop_host : public caf::execution_unit {
public:
  using caf::execution_unit::execution_unit;

  /// Queues an actor that has a message; keeps the reference that the caller
  /// took for it. Thread: any.
  virtual void schedule(run_node* node) = 0;

  /// Actors that live here and have not ended; the loop must run until there
  /// are none. Thread: any.
  std::size_t hosted() const noexcept {
    return hosted_;
  }

  void moved_in() noexcept {
    ++hosted_;
  }

  void moved_out() noexcept {
    --hosted_;
  }

private:
  std::atomic<std::size_t> hosted_{0};
};

} // namespace troupe
