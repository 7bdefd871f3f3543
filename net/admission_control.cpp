#include <troupe/net/admission_control.hpp>

namespace troupe {

std::optional<problem> admission_control::enter(const std::string& address) {
  auto all = ++connections_;
  std::size_t same = 0;
  if (max_per_address_ > 0) {
    auto guard = std::lock_guard{mutex_};
    same = ++by_address_[address];
  }
  if (draining_)
    return problem{error_code::unavailable, "Server is restarting", {}};
  if (max_ > 0 && all > max_)
    return problem{error_code::unavailable, "Too many connections", {}};
  if (max_per_address_ > 0 && same > max_per_address_)
    return problem{error_code::too_many_connections,
                   "Too many connections from your address",
                   {}};
  return std::nullopt;
}

void admission_control::leave(const std::string& address) {
  --connections_;
  if (max_per_address_ == 0)
    return;
  auto guard = std::lock_guard{mutex_};
  auto found = by_address_.find(address);
  if (found != by_address_.end() && --found->second == 0)
    by_address_.erase(found);
}

} // namespace troupe
