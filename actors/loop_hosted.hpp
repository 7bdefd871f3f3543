// Makes an actor run on an event loop instead of CAF's scheduler.
#pragma once

#include <troupe/actors/loop_host.hpp>

#include <caf/actor_config.hpp>
#include <caf/actor_system.hpp>
#include <caf/detail/sync_request_bouncer.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <cstddef>
#include <utility>

namespace troupe {

/// Stands in for a worker of the CAF scheduler.
class scheduler_unit final : public caf::execution_unit {
public:
  using caf::execution_unit::execution_unit;

  void exec_later(caf::resumable* actor) override {
    system().scheduler().enqueue(actor);
  }
};

/// Mixin for event-based actors, typed and stateful ones too. With a host the
/// actor runs on that loop's thread, always; with none it is an ordinary actor
/// of the CAF scheduler, which is how the deterministic tests run it.
///
/// Always spawned by `spawn_on`.
/// Owner: whoever holds a handle. Its last reference may go on any thread, so
/// what must end on the loop ends in `cleanup`.
template <class Base>
class loop_hosted : public Base {
public:
  template <class... Ts>
  explicit loop_hosted(caf::actor_config& config, loop_host* host, Ts&&... xs)
    : Base(config, std::forward<Ts>(xs)...), host_(host) {
    node_.actor = this;
    if (host_)
      host_->moved_in();
  }

  bool cleanup(caf::error&& reason, caf::execution_unit* unit) override {
    if (host_ && !std::exchange(moved_out_, true))
      host_->moved_out();
    return Base::cleanup(std::move(reason), unit);
  }

  void enqueue(caf::mailbox_element_ptr element,
               caf::execution_unit* unit) override {
    if (!host_)
      return Base::enqueue(std::move(element), unit);
    auto id = element->mid;
    auto asker = id.is_request() ? element->sender : nullptr;
    switch (this->mailbox().push_back(std::move(element))) {
      case caf::intrusive::inbox_result::unblocked_reader: schedule(); break;
      case caf::intrusive::inbox_result::queue_closed:
        if (id.is_request())
          caf::detail::sync_request_bouncer{this->fail_state()}(asker, id);
        break;
      case caf::intrusive::inbox_result::success: break;
    }
  }

  void enqueue(caf::strong_actor_ptr from, caf::message_id id,
               caf::message content, caf::execution_unit* unit) override {
    enqueue(
      caf::make_mailbox_element(std::move(from), id, {}, std::move(content)),
      unit);
  }

  void launch(caf::execution_unit* unit, bool lazy, bool hide) override {
    if (!host_)
      return Base::launch(unit, lazy, hide);
    if (!hide)
      this->register_at_system();
    if (!lazy || !this->mailbox().try_block())
      schedule();
  }

  caf::resumable::subtype_t subtype() const override {
    return host_ ? caf::resumable::io_actor : Base::subtype();
  }

  /// Messages in its mailbox now. Thread: the actor's own.
  std::size_t waiting() noexcept {
    auto& box = this->mailbox();
    // Looking into a mailbox that is blocked would unblock it.
    return box.closed() || box.blocked() ? 0 : box.size();
  }

protected:
  /// Runs `f` as if it were a message handler of this actor: for calls that
  /// come from the loop and not from the mailbox. `f` may quit.
  /// Thread: the actor's own, outside of its handlers.
  template <class F>
  void in_context(F&& f) {
    if (host_)
      return run_in(host_, f);
    auto unit = scheduler_unit{&this->home_system()};
    run_in(&unit, f);
    this->context(nullptr); // Sends then go to the scheduler by themselves.
  }

private:
  void schedule() {
    caf::intrusive_ptr_add_ref(this->ctrl());
    host_->schedule(&node_);
  }

  template <class F>
  void run_in(caf::execution_unit* unit, F& f) {
    if (!this->activate(unit))
      return;
    f();
    this->bhvr_stack_.cleanup();
    this->finalize();
  }

  loop_host* host_;
  run_node node_;
  bool moved_out_ = false;
};

/// Spawns `T`, a `loop_hosted` actor, on `host`, or on the CAF scheduler when
/// there is none.
template <class T, caf::spawn_options Options = caf::no_spawn_options,
          class... Ts>
auto spawn_on(caf::actor_system& system, loop_host* host, Ts&&... xs) {
  if (!host)
    return system.spawn<T, Options>(host, std::forward<Ts>(xs)...);
  caf::actor_config config{host};
  return system.spawn_class<T, Options>(config, host, std::forward<Ts>(xs)...);
}

} // namespace troupe
