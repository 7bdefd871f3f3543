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

/// Something that gathers while actors run, and has it done when they have.
class actors_guest {
public:
  virtual void after_actors() = 0;

protected:
  ~actors_guest() = default;
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

  /// Calls `who` once, when the actors of this turn have run.
  /// Thread: the loop's.
  virtual void call_after_actors(actors_guest& who) = 0;

  /// Forgets that. Thread: the loop's.
  virtual void forget(actors_guest& who) = 0;

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
