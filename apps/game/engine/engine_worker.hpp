// An actor that waits for an engine, so that no other has to.
#pragma once

#include <apps/game/engine/uci_engine.hpp>

#include <troupe/actors/interfaces.hpp>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>

namespace troupe::chess {

/// What a worker remembers: its engine, started by the first request. One that
/// has failed is replaced by the next.
class engine_worker_state {
public:
  static inline const char* name = "troupe.engine_worker";

  void set_up(engine_options options, child_process::stop_ptr stop);

  turn_answer play(const turn_request& turn);

private:
  result<std::string> find_move(const turn_request& turn);

  /// Errors: why there is no engine that is ready.
  result<uci_engine*> ready();

  engine_options options_;
  child_process::stop_ptr stop_;
  std::unique_ptr<uci_engine> engine_;
};

/// The worker's actor, an OPPONENT that does one thing at a time. Blocks its
/// thread, so it is spawned `detached`: then that thread is its own.
class engine_worker final
  : public caf::stateful_actor<engine_worker_state, opponent_actor::base> {
public:
  engine_worker(caf::actor_config& config, engine_options options,
                child_process::stop_ptr stop);

  behavior_type make_behavior() override;
};

} // namespace troupe::chess
