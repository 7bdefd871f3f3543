#include <troupe/game/opponent_lease.hpp>

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>

#include <utility>

namespace troupe {

std::optional<opponent_lease>
opponent_lease::take(const opponent_options& from, caf::actor_system& system) {
  if (!from.make)
    return std::nullopt;
  if (from.in_use->fetch_add(1) < from.at_once)
    if (auto made = from.make(system))
      return opponent_lease{std::move(made), from.in_use};
  from.in_use->fetch_sub(1);
  return std::nullopt;
}

opponent_lease::~opponent_lease() {
  if (!in_use_)
    return;
  in_use_->fetch_sub(1);
  caf::anon_send_exit(actor_, caf::exit_reason::user_shutdown);
}

} // namespace troupe
