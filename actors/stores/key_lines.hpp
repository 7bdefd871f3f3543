// In which order requests may run, when those of one key must not overtake.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace troupe {

/// A waiting line for each key. A ticket stands in the lines of all its keys;
/// it may run when it is first in each, and nobody holds one of these keys.
/// Whoever runs it holds them until `release`.
///
/// Tickets cannot block each other for ever: they stand in every line in the
/// order in which they came.
class key_lines {
public:
  /// Number of a request, in the order of arrival; never used again.
  using ticket = std::uint64_t;

  /// Who runs requests.
  using holder = std::uint64_t;

  /// @pre `number` is greater than all before.
  void add(ticket number, std::vector<std::string> keys);

  /// @returns whether some ticket may run now.
  bool ready() const noexcept {
    return !ready_.empty();
  }

  /// Takes the oldest ticket that may run. If it `joins`, takes further ones
  /// that do, oldest first, up to `most`; then also such as wait only for those
  /// taken here.
  /// @pre `ready()`, and `who` holds nothing.
  /// @returns what `who` has to run, in this order.
  std::vector<ticket>
  take(holder who, std::size_t most, const std::function<bool(ticket)>& joins);

  /// What `who` took is done.
  void release(holder who);

  /// A ticket does not want to wait any more; nothing for one that runs.
  void drop(ticket number);

  bool waits(ticket number) const {
    return waiting_.count(number) > 0;
  }

  /// How many wait.
  std::size_t size() const noexcept {
    return waiting_.size();
  }

private:
  using key_list = std::vector<std::string>;

  struct line {
    holder held_by = 0; ///< 0: nobody.
    std::deque<ticket> waiting;
  };

  bool may_run(ticket number, holder who) const;
  void start(ticket number, holder who, std::set<ticket>& followers);
  void tell_next(const std::string& key);

  std::unordered_map<std::string, line> lines_;
  std::map<ticket, key_list> waiting_;
  std::unordered_map<holder, key_list> held_;
  std::set<ticket> ready_; ///< Those who may run, whoever runs them.
};

} // namespace troupe
