#include <troupe/stores/key_lines.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

void key_lines::add(ticket number, std::vector<std::string> keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  for (const auto& key : keys)
    lines_[key].waiting.push_back(number);
  waiting_.emplace(number, std::move(keys));
  if (may_run(number, 0))
    ready_.insert(number);
}

bool key_lines::may_run(ticket number, holder who) const {
  const auto& keys = waiting_.at(number);
  return std::all_of(keys.begin(), keys.end(), [&](const auto& key) {
    const auto& its = lines_.at(key);
    return its.waiting.front() == number
           && (its.held_by == 0 || its.held_by == who);
  });
}

std::vector<key_lines::ticket>
key_lines::take(holder who, std::size_t most,
                const std::function<bool(ticket)>& joins) {
  auto out = std::vector<ticket>{*ready_.begin()};
  auto followers = std::set<ticket>{};
  start(out.front(), who, followers);
  if (!joins(out.front()))
    return out;
  auto position = ready_.begin();
  while (out.size() < most) {
    position = std::find_if(position, ready_.end(), joins);
    std::erase_if(followers, std::not_fn(joins));
    auto from_ready = position != ready_.end()
                      && (followers.empty() || *position < *followers.begin());
    if (!from_ready && followers.empty())
      break;
    out.push_back(from_ready ? *position++
                             : followers.extract(followers.begin()).value());
    start(out.back(), who, followers);
  }
  return out;
}

void key_lines::start(ticket number, holder who, std::set<ticket>& followers) {
  auto keys = std::move(waiting_.extract(number).mapped());
  ready_.erase(number);
  auto& held = held_[who];
  for (auto& key : keys) {
    auto& its = lines_[key];
    its.waiting.pop_front();
    if (std::exchange(its.held_by, who) == 0)
      held.push_back(key);
  }
  for (const auto& key : keys)
    if (const auto& rest = lines_[key].waiting; !rest.empty())
      if (may_run(rest.front(), who))
        followers.insert(rest.front());
}

void key_lines::release(holder who) {
  auto found = held_.extract(who);
  if (found.empty())
    return;
  for (const auto& key : found.mapped())
    lines_[key].held_by = 0;
  for (const auto& key : found.mapped())
    tell_next(key);
}

void key_lines::drop(ticket number) {
  auto found = waiting_.extract(number);
  if (found.empty())
    return;
  ready_.erase(number);
  for (const auto& key : found.mapped()) {
    auto& waiting = lines_[key].waiting;
    waiting.erase(std::find(waiting.begin(), waiting.end(), number));
  }
  for (const auto& key : found.mapped())
    tell_next(key);
}

void key_lines::tell_next(const std::string& key) {
  auto found = lines_.find(key);
  const auto& its = found->second;
  if (its.waiting.empty()) {
    if (its.held_by == 0)
      lines_.erase(found);
  } else if (may_run(its.waiting.front(), 0)) {
    ready_.insert(its.waiting.front());
  }
}

} // namespace troupe
