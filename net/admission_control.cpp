#include <troupe/net/admission_control.hpp>

#include <algorithm>

namespace troupe {

namespace {

problem too_many(const char* what, std::chrono::milliseconds wait) {
  return {error_code::too_many_connections, what, wait};
}

} // namespace

std::optional<problem> admission_control::enter() {
  auto all = ++connections_;
  if (draining_)
    return problem{error_code::unavailable, "Server is restarting", {}};
  if (max_ > 0 && all > max_)
    return problem{error_code::unavailable, "Too many connections", {}};
  return std::nullopt;
}

void admission_control::leave() {
  --connections_;
}

std::optional<problem>
admission_control::enter_from(const std::string& address) {
  if (!limits_addresses())
    return std::nullopt;
  auto now = clock::now();
  auto guard = std::lock_guard{mutex_};
  forget_quiet_ones(now);
  auto found
    = by_address_.try_emplace(address, visitors{0, token_bucket{rate_, now}})
        .first;
  auto& same = found->second;
  ++same.now;
  if (auto wait = same.arrivals.take(now))
    return too_many("Too many new connections from your address", *wait);
  if (max_per_address_ > 0 && same.now > max_per_address_)
    return too_many("Too many connections from your address", {});
  return std::nullopt;
}

void admission_control::leave_from(const std::string& address) {
  if (!limits_addresses())
    return;
  auto guard = std::lock_guard{mutex_};
  auto found = by_address_.find(address);
  if (found == by_address_.end())
    return;
  --found->second.now;
  if (found->second.now == 0 && rate_.per_second <= 0)
    by_address_.erase(found);
}

void admission_control::forget_quiet_ones(clock::time_point now) {
  if (by_address_.size() < forget_above_)
    return;
  std::erase_if(by_address_, [&](const auto& x) {
    return x.second.now == 0 && x.second.arrivals.full(now);
  });
  // Twice what is left, so that looking through all stays rare.
  forget_above_ = std::max<std::size_t>(1'024, 2 * by_address_.size());
}

} // namespace troupe
