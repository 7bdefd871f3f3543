#include <apps/game/engine/engine_worker.hpp>

#include <apps/game/chess/fen.hpp>
#include <apps/game/chess/san.hpp>
#include <apps/game/engine/engine_turn.hpp>

#include <utility>

namespace troupe::chess {

void engine_worker_state::set_up(engine_options options,
                                 child_process::stop_ptr stop) {
  options_ = std::move(options);
  stop_ = std::move(stop);
}

turn_answer engine_worker_state::play(const turn_request& turn) {
  auto wish = find_move(turn);
  return wish ? turn_answer{std::move(*wish), {}}
              : turn_answer{{}, wish.error().message};
}

result<std::string> engine_worker_state::find_move(const turn_request& turn) {
  auto at = position_of(turn.state);
  if (!at)
    return at.error();
  auto engine = ready();
  if (!engine)
    return engine.error();
  auto said
    = (*engine)->best_move(to_fen(*at), turn.level, think_time(turn, options_));
  if (!said) {
    engine_.reset();
    return said.error();
  }
  auto legal = parse_uci(*at, *said);
  if (!legal) { // Who knows what position it has in mind.
    engine_.reset();
    return refusal("the engine's move is illegal: " + legal.error().message);
  }
  return wish_for(*at, *legal);
}

result<uci_engine*> engine_worker_state::ready() {
  if (engine_ && !engine_->synchronize())
    engine_.reset();
  if (!engine_) {
    auto started = uci_engine::start(options_, stop_);
    if (!started)
      return started.error();
    engine_ = std::move(*started);
  }
  return engine_.get();
}

engine_worker::engine_worker(caf::actor_config& config, engine_options options,
                             child_process::stop_ptr stop)
  : stateful_actor(config) {
  state.set_up(std::move(options), std::move(stop));
}

engine_worker::behavior_type engine_worker::make_behavior() {
  return {[this](const turn_request& x) { return state.play(x); }};
}

} // namespace troupe::chess
