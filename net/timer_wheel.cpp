#include <troupe/net/timer_wheel.hpp>

#include <algorithm>

namespace troupe {

void wheel_entry::unlink() noexcept {
  if (!next_)
    return;
  prev_->next_ = next_;
  next_->prev_ = prev_;
  prev_ = next_ = nullptr;
}

timer_wheel::slot::slot() {
  prev_ = next_ = this;
}

timer_wheel::timer_wheel(clock::time_point now) : start_(now) {}

std::size_t timer_wheel::tick_of(clock::time_point when) const {
  if (when <= start_)
    return 0;
  return static_cast<std::size_t>((when - start_ + tick - clock::duration{1})
                                  / tick);
}

void timer_wheel::set(wheel_entry& entry, clock::time_point deadline) {
  entry.unlink();
  entry.deadline_ = deadline;
  // A deadline beyond one turn waits in the last slot and moves on from there.
  auto at = std::clamp(tick_of(deadline), done_ + 1, done_ + slots - 1);
  soonest_ = std::min(soonest_, at);
  auto& head = slots_[at % slots];
  entry.prev_ = head.prev_;
  entry.next_ = &head;
  head.prev_->next_ = &entry;
  head.prev_ = &entry;
}

void timer_wheel::advance(clock::time_point now) {
  auto target
    = now <= start_ ? 0 : static_cast<std::size_t>((now - start_) / tick);
  while (done_ < target) {
    ++done_;
    expire(slots_[done_ % slots], now);
  }
}

void timer_wheel::expire(slot& from, clock::time_point now) {
  // What is set while this runs goes to later slots, so the list only shrinks.
  while (from.next_ != &from) {
    auto* entry = from.next_;
    entry->unlink();
    if (entry->deadline_ > now)
      set(*entry, entry->deadline_);
    else
      entry->on_deadline(now);
  }
}

timer_wheel::clock::time_point timer_wheel::next_due() {
  soonest_ = std::max(soonest_, done_ + 1);
  while (soonest_ < done_ + slots) {
    const auto& head = slots_[soonest_ % slots];
    if (head.next_ != &head)
      break;
    ++soonest_;
  }
  return start_ + tick * soonest_;
}

} // namespace troupe
