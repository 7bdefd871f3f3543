#include <troupe/game/game.hpp>

namespace troupe {

game::game(caf::actor_config& config, loop_host* host, room_setup setup,
           std::shared_ptr<const game_options> options)
  : room(config, host, setup),
    setup_(std::move(setup)),
    options_(std::move(options)) {}

/// What rings is told apart by its upper byte.
void game::wake(alarm why, std::chrono::nanoseconds after,
                std::uint64_t detail) {
  wake_after(after, (static_cast<std::uint64_t>(why) << 56) | detail);
}

void game::woken(std::uint64_t what) {
  if (state.retiring())
    return; // The next node has it all, and alarms of its own.
  auto detail = what & ((std::uint64_t{1} << 56) - 1);
  switch (static_cast<alarm>(what >> 56)) {
    case alarm::flag: next_flag_.reset(); return clock_alarm();
    case alarm::grace:
      return grace_over(detail % seats_.size(), detail / seats_.size());
    case alarm::save: save_set_ = false; return dirty_ ? save() : void();
    case alarm::idle: return discard_if_idle(detail);
    case alarm::load: return phase_ == phase::unknown ? load() : void();
    case alarm::heritage: return give_up_waiting();
    case alarm::roll: return call_roll(detail);
  }
}

/// An opponent that still thinks holds this actor, and this one the opponent.
bool game::cleanup(caf::error&& reason, caf::execution_unit* unit) {
  opponent_.reset();
  return room::cleanup(std::move(reason), unit);
}

game_clock::time_point game::now() const {
  return clock().now();
}

} // namespace troupe
