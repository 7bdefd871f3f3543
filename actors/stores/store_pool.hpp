// A STORE of many workers: one that is slow makes nobody else wait.
#pragma once

#include <troupe/stores/store_totals.hpp>
#include <troupe/stores/store_worker.hpp>

#include <caf/actor_system.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace troupe {

struct store_pool_options {
  /// Its name in the log.
  std::string name = "store";
  /// Workers that are always there; at least one.
  std::size_t min_workers = 5;
  /// More than `min_workers` come when all are busy and a request could run.
  std::size_t max_workers = 20;
  /// Requests that wait for a worker; more are answered at once.
  std::size_t max_waiting = 1'000;
  /// Writes that a worker is given at once, as one write; 1: none together.
  std::size_t max_batch = 64;
  /// An answer comes within this time, if only that there was none.
  std::chrono::milliseconds deadline{2'000};
  /// How often workers without work are asked whether their store answers.
  std::chrono::milliseconds check_interval{10'000};
  /// Workers above `min_workers` end after so long without work.
  std::chrono::milliseconds idle_time{60'000};
  /// A worker that was busy with one thing for so long is replaced, at the next
  /// check.
  std::chrono::milliseconds give_up{30'000};
  /// Trouble has ended, for the log, when nothing failed for so long.
  std::chrono::milliseconds calm{5'000};
};

/// What the pool is made with.
struct store_pool_setup {
  store_pool_options options;
  /// Starts a worker. Must not block.
  std::function<store_worker_actor(caf::actor_system&)> make_worker;
  store_totals* totals = nullptr; ///< Never null; outlives the pool.
};

/// The STORE that hands requests to workers.
///
/// Order: requests of one collection and key are carried out one after
/// another, as they came; others may overtake them. A key whose request got no
/// answer in time stays closed until its worker answers or is given up: what
/// is still on its way there must not overtake later writes.
///
/// Trouble: the reply says it, within the deadline. It means "unknown", not
/// "not done", when there was no answer in time.
///
/// Ends by an exit message: carries out what waits, within the deadline,
/// refuses the rest. With `exit_reason::kill` at once.
store_actor spawn_store_pool(caf::actor_system& system, store_pool_setup setup);

/// The same, with a thread for each worker.
/// @param open a store for each worker, of the same records.
store_actor
spawn_store_pool(caf::actor_system& system, store_pool_options options,
                 store_factory open, store_totals* totals);

} // namespace troupe
