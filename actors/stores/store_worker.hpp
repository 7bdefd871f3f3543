// An actor that waits for a store, so that no other has to.
#pragma once

#include <troupe/actors/interfaces.hpp>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <memory>

namespace troupe {

/// Opens a store. May block, for a bounded time. Thread: any, several at once.
using store_factory = std::function<result<std::unique_ptr<store>>()>;

/// A STORE that does one thing at a time. Implemented by store_worker.cpp.
using store_worker_actor = store_actor::extend<
  // Says whether the store answers.
  caf::replies_to<caf::ping_atom>::with<store_reply>>;

/// What a worker remembers: its store, opened by the first request. One that
/// cannot be opened is tried again by the next.
class store_worker_state {
public:
  static inline const char* name = "troupe.store_worker";

  void set_up(store_factory open);

  store_reply write(const store_write& what);

  store_reply read(const store_query& what);

  store_reply check();

private:
  /// Errors: why it could not be opened.
  result<store*> opened();

  store_factory open_;
  std::unique_ptr<store> store_;
};

/// The worker's actor. Blocks its thread, so it is spawned `detached`: then
/// that thread is its own.
class store_worker final
  : public caf::stateful_actor<store_worker_state, store_worker_actor::base> {
public:
  store_worker(caf::actor_config& config, store_factory open);

  behavior_type make_behavior() override;
};

} // namespace troupe
