// What an actor has asked others, and has not heard yet.
#pragma once

#include <caf/message_id.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace troupe {

/// Requests with a time until which each waits, so that one timer does for all
/// of them: CAF would set one for each, and wake the thread of its clock.
class unanswered {
public:
  using time_point = std::chrono::steady_clock::time_point;

  void add(caf::message_id request, time_point until) {
    waiting_.emplace(request, until);
  }

  void remove(caf::message_id request) {
    waiting_.erase(request);
  }

  /// Whether a timer is to be set for then: none does for an earlier time.
  bool wants_check(time_point then) {
    if (next_check_ && *next_check_ <= then)
      return false;
    next_check_ = then;
    return true;
  }

  /// Those that have waited too long, no longer kept here. To be called when
  /// such a timer is over.
  std::vector<caf::message_id> take_overdue(time_point now) {
    auto out = std::vector<caf::message_id>{};
    if (next_check_ && *next_check_ <= now)
      next_check_.reset();
    std::erase_if(waiting_, [&](const auto& each) {
      if (each.second > now)
        return false;
      out.push_back(each.first);
      return true;
    });
    return out;
  }

  /// When the next of them is overdue.
  std::optional<time_point> next_due() const {
    auto first = std::min_element(
      waiting_.begin(), waiting_.end(),
      [](const auto& x, const auto& y) { return x.second < y.second; });
    if (first == waiting_.end())
      return std::nullopt;
    return first->second;
  }

private:
  std::map<caf::message_id, time_point> waiting_;
  std::optional<time_point> next_check_;
};

} // namespace troupe
