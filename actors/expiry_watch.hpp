// When the tokens of a loop's sessions end.
#pragma once

#include <troupe/protocol/timestamps.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace troupe {

class session;

/// The sessions of one loop that have a token, by its end: one timer does for
/// all of them.
///
/// Thread: its loop's.
class expiry_watch {
public:
  /// @pre `who` stays until `remove`, or until it was taken.
  void add(session* who, wall_time end) {
    ends_.emplace(end, who);
  }

  void remove(session* who, wall_time end) {
    ends_.erase({end, who});
  }

  /// Takes those whose token has ended.
  std::vector<session*> take_ended(wall_time now) {
    auto out = std::vector<session*>{};
    for (; !ends_.empty() && ends_.begin()->first <= now;
         ends_.erase(ends_.begin()))
      out.push_back(ends_.begin()->second);
    return out;
  }

  /// How long from now until the first token ends, rounded up; nothing: there
  /// is none.
  std::optional<std::chrono::milliseconds> time_left(wall_time now) const {
    using std::chrono::milliseconds;
    if (ends_.empty())
      return std::nullopt;
    auto left = std::chrono::ceil<milliseconds>(ends_.begin()->first - now);
    return std::max(left, milliseconds{0});
  }

private:
  std::set<std::pair<wall_time, session*>> ends_;
};

} // namespace troupe
