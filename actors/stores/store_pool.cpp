#include <troupe/stores/store_pool.hpp>

#include <troupe/stores/store_pool_state.hpp>

#include <utility>

namespace troupe {

namespace {

class store_pool final
  : public caf::stateful_actor<store_pool_state, store_pool_actor::base> {
public:
  store_pool(caf::actor_config& config, store_pool_setup setup)
    : stateful_actor(config), setup_(std::move(setup)) {}

  behavior_type make_behavior() override {
    set_down_handler(
      [this](const caf::down_msg& down) { state.lose(down.source); });
    set_exit_handler([this](const caf::exit_msg&) { state.close(); });
    state.start(std::move(setup_));
    return {
      [this](store_write& x) { return state.take(std::move(x)); },
      [this](store_query& x) { return state.take(std::move(x)); },
      [this](caf::timeout_atom) { state.expire(); },
      [this](caf::tick_atom) { state.look_after(); },
    };
  }

private:
  store_pool_setup setup_;
};

} // namespace

store_actor
spawn_store_pool(caf::actor_system& system, store_pool_setup setup) {
  return system.spawn<store_pool>(std::move(setup));
}

store_actor
spawn_store_pool(caf::actor_system& system, store_pool_options options,
                 store_factory open, store_totals* totals) {
  auto make_worker = [open = std::move(open)](caf::actor_system& home) {
    return home.spawn<store_worker, caf::detached>(open);
  };
  return spawn_store_pool(system, {std::move(options), make_worker, totals});
}

} // namespace troupe
