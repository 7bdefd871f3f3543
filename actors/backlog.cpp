#include <troupe/actors/backlog.hpp>

#include <troupe/protocol/common_events.hpp>
#include <troupe/protocol/publication.hpp>

#include <limits>
#include <utility>

namespace troupe {

backlog::backlog(slow_members policy, std::size_t max_bytes, counters& totals)
  : policy_(policy), max_bytes_(max_bytes), totals_(totals) {}

bool backlog::add(const frame_ptr& what, bool is_event, std::size_t ahead) {
  auto may_go = is_event && policy_ == slow_members::drop_oldest;
  auto has_key
    = is_event && policy_ == slow_members::latest_only && !what->key().empty();
  if (has_key)
    conflate(what);
  while (over(ahead) && !events_.empty()) {
    leave_out(events_.front());
    events_.pop_front();
    ++dropped_;
    count(totals_.dropped_messages);
  }
  if (over(ahead))
    return false;
  bytes_ += cost(*what);
  auto where = queue_.insert(queue_.end(), what);
  if (may_go)
    events_.push_back(where);
  if (has_key)
    keyed_.emplace(what->key(), where);
  return true;
}

bool backlog::over(std::size_t ahead) const noexcept {
  return ahead + bytes_ > max_bytes_;
}

void backlog::leave_out(queue::iterator which) {
  bytes_ -= cost(**which);
  queue_.erase(which);
}

/// The new one goes to the end, where its number belongs.
void backlog::conflate(const frame_ptr& with) {
  auto found = keyed_.find(with->key());
  if (found == keyed_.end())
    return;
  auto older = found->second;
  keyed_.erase(found); // Its key is the older frame's.
  leave_out(older);
  count(totals_.conflated_messages);
}

std::vector<frame_ptr> backlog::next(wall_time now) {
  return policy_ == slow_members::latest_only ? all(now)
                                              : take(round_bytes(), now);
}

std::vector<frame_ptr> backlog::all(wall_time now) {
  return take(std::numeric_limits<std::size_t>::max(), now);
}

std::vector<frame_ptr> backlog::take(std::size_t most, wall_time now) {
  auto out = std::vector<frame_ptr>{};
  if (dropped_ > 0) {
    auto notice = messages_dropped_event{};
    notice.dropped = std::exchange(dropped_, 0);
    out.push_back(frame::text(finish(publish(notice), {now, 0, 0})));
  }
  for (std::size_t taken = 0; !queue_.empty() && taken < most;) {
    out.push_back(take_first());
    taken += out.back()->wire().size();
  }
  return out;
}

frame_ptr backlog::take_first() {
  auto first = queue_.begin();
  if (!events_.empty() && events_.front() == first)
    events_.pop_front();
  if (!keyed_.empty())
    if (auto found = keyed_.find((*first)->key());
        found != keyed_.end() && found->second == first)
      keyed_.erase(found);
  auto out = std::move(*first);
  bytes_ -= cost(*out);
  queue_.erase(first);
  return out;
}

} // namespace troupe
