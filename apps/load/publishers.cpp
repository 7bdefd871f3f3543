#include <apps/load/publishers.hpp>

#include <algorithm>
#include <utility>

namespace load {

namespace {

using namespace std::chrono_literals;

/// A lost message must not end a publisher's talk.
constexpr auto stall_patience = 1s;
constexpr auto stall_look = 100ms;
constexpr auto behind_look = 1ms;

} // namespace

publishers::publishers(const pace& how_fast, payload& text)
  : pace_(how_fast), text_(text) {}

void publishers::add(speaker& who) {
  all_.emplace_back().who = &who;
}

void publishers::start(clock::time_point now) {
  running_ = true;
  start_ = now;
  next_look_ = now + stall_look;
  if (has_rate())
    return;
  for (std::uint32_t id = 0; id < all_.size(); ++id) {
    all_[id].heard_at = now;
    fill(id, now);
  }
}

void publishers::advance(clock::time_point now) {
  if (!running_)
    return;
  if (!has_rate())
    return look_for_stalls(now);
  catch_up();
  while (time_of(next_slot_) <= now) {
    auto id = static_cast<std::uint32_t>(next_slot_++ % all_.size());
    ++all_[id].due;
    say_due(id);
  }
}

clock::time_point publishers::next_turn(clock::time_point now) const {
  if (!running_)
    return clock::time_point::max();
  if (!has_rate())
    return next_look_;
  return behind_.empty() ? time_of(next_slot_)
                         : std::min(time_of(next_slot_), now + behind_look);
}

std::uint64_t publishers::unsent() const {
  std::uint64_t out = 0;
  if (has_rate())
    for (const auto& one : all_)
      out += one.due - one.sent;
  return out;
}

void publishers::say(std::uint32_t id, clock::time_point time) {
  auto& one = all_[id];
  one.who->say(text_.write({stamp::kind::numbered, id, one.sent, time}));
  ++one.sent;
  ++total_sent_;
}

// -- so many in flight --------------------------------------------------------

void publishers::on_own(std::uint32_t id, std::uint32_t number,
                        clock::time_point now) {
  auto& one = all_[id];
  one.heard = std::max(one.heard, number + 1);
  one.heard_at = now;
  if (running_ && !has_rate())
    fill(id, now);
}

void publishers::fill(std::uint32_t id, clock::time_point now) {
  auto& one = all_[id];
  while (one.who->can_say() && one.sent - one.heard < pace_.in_flight)
    say(id, now);
}

void publishers::look_for_stalls(clock::time_point now) {
  if (now < next_look_)
    return;
  next_look_ = now + stall_look;
  for (std::uint32_t id = 0; id < all_.size(); ++id) {
    auto& one = all_[id];
    if (now - one.heard_at < stall_patience || !one.who->can_say())
      continue;
    ++stalls_;
    one.heard = one.sent;
    one.heard_at = now;
    fill(id, now);
  }
}

// -- at a fixed rate ----------------------------------------------------------

clock::time_point publishers::time_of(std::uint64_t slot) const {
  auto seconds = static_cast<double>(slot)
                 / (pace_.rate * static_cast<double>(all_.size()));
  return start_
         + std::chrono::duration_cast<clock::duration>(
           std::chrono::duration<double>{seconds});
}

void publishers::catch_up() {
  for (auto id : std::exchange(behind_, {})) {
    all_[id].behind = false;
    say_due(id);
  }
}

void publishers::say_due(std::uint32_t id) {
  auto& one = all_[id];
  while (one.sent < one.due && one.who->can_say())
    say(id, time_of(std::uint64_t{one.sent} * all_.size() + id));
  if (one.sent < one.due && !std::exchange(one.behind, true))
    behind_.push_back(id);
}

} // namespace load
