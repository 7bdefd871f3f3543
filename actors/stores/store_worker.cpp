#include <troupe/stores/store_worker.hpp>

namespace troupe {

namespace {

store_reply trouble(const problem& why) {
  return {why.message.empty() ? "the store failed" : why.message, {}};
}

} // namespace

void store_worker_state::set_up(store_factory open) {
  open_ = std::move(open);
}

result<store*> store_worker_state::opened() {
  if (!store_) {
    auto made = open_();
    if (!made)
      return made.error();
    store_ = std::move(*made);
  }
  return store_.get();
}

store_reply store_worker_state::write(const store_write& what) {
  auto to = opened();
  if (!to)
    return trouble(to.error());
  auto done = (*to)->write(what.changes);
  return done ? store_reply{} : trouble(done.error());
}

store_reply store_worker_state::read(const store_query& what) {
  auto from = opened();
  if (!from)
    return trouble(from.error());
  auto records = (*from)->read(what);
  return records ? store_reply{{}, std::move(*records)}
                 : trouble(records.error());
}

store_reply store_worker_state::check() {
  auto which = opened();
  if (!which)
    return trouble(which.error());
  auto answers = (*which)->check();
  return answers ? store_reply{} : trouble(answers.error());
}

store_worker::store_worker(caf::actor_config& config, store_factory open)
  : stateful_actor(config) {
  state.set_up(std::move(open));
}

store_worker::behavior_type store_worker::make_behavior() {
  return {
    [this](const store_write& x) { return state.write(x); },
    [this](const store_query& x) { return state.read(x); },
    [this](caf::ping_atom) { return state.check(); },
  };
}

} // namespace troupe
