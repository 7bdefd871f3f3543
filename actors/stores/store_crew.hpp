// The workers of a pool: hired, let go, given up.
#pragma once

#include <troupe/stores/store_pool.hpp>

#include <troupe/stores/key_lines.hpp>

#include <caf/actor_addr.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <vector>

namespace troupe {

/// Who works for a pool. Knows threads and time, and nothing of requests.
/// Thread: the pool's. Whoever is left when it is destroyed is told to end.
class store_crew {
public:
  using time_point = std::chrono::steady_clock::time_point;
  using number = key_lines::holder;

  struct member {
    store_worker_actor actor;
    bool busy = false;
    time_point since;                    ///< Busy, or without work.
    time_point last_work;                ///< End of the last request.
    std::deque<key_lines::ticket> doing; ///< What it has to carry out.
    std::size_t asked = 0;   ///< How many of these it was asked for together.
    bool one_by_one = false; ///< Together they failed.
  };

  struct callbacks {
    /// Has the pool hear when that worker ends.
    std::function<void(const store_worker_actor&)> watch;
    /// Why a worker could not be hired.
    std::function<void(const std::string&)> complain;
  };

  /// @param setup stays as long as the crew.
  store_crew(caf::actor_system& system, const store_pool_setup& setup,
             callbacks to);
  ~store_crew();

  store_crew(const store_crew&) = delete;
  store_crew& operator=(const store_crew&) = delete;

  /// Hires up to the number that is always there.
  void fill_up(time_point now);

  /// One without work, the last to have had some, or a new one.
  /// @returns 0 when all are busy and there may not be more.
  number find_free(time_point now);

  /// Null when there is none.
  member* find(number who);
  number find(const caf::actor_addr& who) const;

  /// Those without work, oldest hired first.
  std::vector<number> free() const;

  void let_go(number who);

  /// Those above the minimum who had no work for so long end.
  void let_go_idle(time_point now);

  /// Those who are busy for so long that they are to be given up. What was
  /// given up is not counted any more, but its thread is there until the store
  /// lets it go; therefore no more than `max_workers` are in that state.
  std::vector<number> overdue(time_point now) const;

  /// Lets it go without waiting for it.
  void give_up(number who);

  /// An actor that was watched has ended.
  void ended(const caf::actor_addr& who);

  std::size_t size() const noexcept {
    return members_.size();
  }

private:
  number hire(time_point now);

  caf::actor_system& system_;
  const store_pool_setup& setup_;
  callbacks to_;
  std::map<number, member> members_;
  std::vector<caf::actor_addr> given_up_; ///< Not ended yet.
  number last_ = 0;
};

} // namespace troupe
