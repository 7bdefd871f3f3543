// A pool with workers that answer when the test says so, in virtual time.
#pragma once

#include <troupe/actors/system_config.hpp>
#include <troupe/stores/store_pool.hpp>
#include <troupe/stores/store_request.hpp>

#include "catch.hpp"

#include <caf/atom.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <random>

namespace tests {

using fake_worker_actor = troupe::store_worker_actor::extend<
  // The answer to what it was asked for; empty: it was done.
  caf::reacts_to<caf::put_atom, std::string>>;

/// What a worker was asked for and has not answered.
struct call {
  fake_worker_actor worker;
  std::vector<std::string> ids; ///< Of a write's changes; a query's key.
  bool is_check = false;
};

/// What somebody asked the pool for, and when the answer came.
struct asked {
  std::optional<troupe::store_reply> reply;
  std::chrono::milliseconds came{0};

  std::string trouble() const {
    return reply ? reply->trouble : "no answer yet";
  }

  bool done() const {
    return reply && reply->trouble.empty();
  }
};

using asked_ptr = std::shared_ptr<asked>;

class pool_world {
public:
  /// @param seed of the schedule; 0: first come, first served.
  explicit pool_world(troupe::store_pool_options options = {},
                      std::uint64_t seed = 0);
  ~pool_world();

  /// Each is an actor of its own that asks once.
  asked_ptr write(std::string key, std::string id);
  asked_ptr write(troupe::store_write what);
  asked_ptr read(std::string key);

  /// One actor that writes all of these, without waiting for answers.
  std::vector<asked_ptr> write_in_order(
    const std::vector<std::pair<std::string, std::string>>& keys_ids);

  // -- what the workers do ----------------------------------------------------

  /// Their calls without checks, oldest first, as ids.
  std::vector<std::vector<std::string>> calls() const;

  /// Answers the first call that has this id.
  void finish(const std::string& id, std::string trouble = {});

  /// Answers the first that there is, or all.
  bool finish_next(std::string trouble = {});
  void finish_all();

  /// Answers all checks. @returns how many there were.
  int finish_checks(std::string trouble = {});

  /// From now on workers answer at once.
  void answer_at_once(std::string trouble = {});

  /// Ends the worker that has this call, as a bug in it would.
  void crash(const std::string& id);

  /// Workers that were started, and that have not ended.
  int started = 0;
  int alive = 0;
  bool no_threads = false; ///< Starting one fails.

  // -- time -------------------------------------------------------------------

  void settle();
  void advance(std::chrono::milliseconds time);
  std::chrono::milliseconds now() const;

  /// Sends the pool an exit message.
  void end_pool(caf::exit_reason why = caf::exit_reason::user_shutdown);
  bool pool_has_ended() const {
    return ended_;
  }

  std::deque<call> pending; ///< Filled by the workers.
  std::optional<std::string> at_once;
  troupe::store_totals totals;

private:
  std::vector<asked_ptr> ask(std::vector<troupe::store_request> what);
  std::deque<call>::iterator find(const std::string& id);
  void take(std::deque<call>::iterator which, std::string trouble);

  std::mt19937_64 schedule_;
  bool in_order_;
  std::unique_ptr<troupe::system_config> config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::scheduler::test_coordinator* scheduler_;
  troupe::store_actor pool_;
  bool ended_ = false;
};

// -- what most tests of pools begin with --------------------------------------

/// Calls of workers, each as the ids it is about.
using ids_list = std::vector<std::vector<std::string>>;

inline troupe::store_pool_options sizes(std::size_t least, std::size_t most) {
  auto out = troupe::store_pool_options{};
  out.min_workers = least;
  out.max_workers = most;
  return out;
}

/// Without batches, so that each request is a call.
inline troupe::store_pool_options singly(std::size_t least, std::size_t most) {
  auto out = sizes(least, most);
  out.max_batch = 1;
  return out;
}

/// Writes of so many keys, an id each: "0", "1" ...
inline std::vector<asked_ptr> write_keys(pool_world& pool, int count) {
  auto out = std::vector<asked_ptr>{};
  for (int i = 0; i < count; ++i)
    out.push_back(pool.write("key " + std::to_string(i), std::to_string(i)));
  return out;
}

inline auto count_done(const std::vector<asked_ptr>& of) {
  return std::count_if(of.begin(), of.end(),
                       [](const auto& x) { return x->done(); });
}

} // namespace tests
