// Rooms with a fault built in, each: what the kit has to find.
#pragma once

#include <troupe/actors/node.hpp>

#include <map>
#include <utility>

namespace tests {

/// The real room, whose behaviour a mutant changes in one place.
class mutant : public troupe::room_base {
public:
  mutant(caf::actor_config& config, troupe::loop_host* host,
         troupe::room_setup setup)
    : troupe::room_base(config, host) {
    state.set_up(std::move(setup));
  }

  behavior_type make_behavior() override {
    set_down_handler(
      [this](const caf::down_msg& down) { state.lose(down.source); });
    return {
      [this](const troupe::join_request& x) { join(x); },
      [this](const troupe::leave_request& x) { leave(x); },
      [this](const troupe::publish_request& x) { publish(x); },
      [this](troupe::retired) { quit(); },
      [this](const troupe::linger_over& x) { state.end_of_linger(x.emptied); },
      [this](caf::get_atom) { return state.status(); },
    };
  }

protected:
  virtual void join(const troupe::join_request& x) {
    state.join(x);
  }

  virtual void leave(const troupe::leave_request& x) {
    state.leave(x.session);
  }

  virtual void publish(const troupe::publish_request& x) {
    state.publish(x);
  }
};

/// Ends as soon as it is empty, without waiting for the directory: somebody who
/// joins at that moment is lost.
class hasty_room final : public mutant {
public:
  using mutant::mutant;

protected:
  void leave(const troupe::leave_request& x) override {
    mutant::leave(x);
    if (state.status().members == 0)
      quit();
  }
};

/// Loses its second message.
class forgetful_room final : public mutant {
public:
  using mutant::mutant;

protected:
  void publish(const troupe::publish_request& x) override {
    if (++published_ != 2)
      return mutant::publish(x);
    auto unheard = x;
    unheard.what.body.clear();
    mutant::publish(unheard);
  }

private:
  int published_ = 0;
};

/// Says its first message twice, under one number.
class stuttering_room final : public mutant {
public:
  using mutant::mutant;

protected:
  void publish(const troupe::publish_request& x) override {
    mutant::publish(x);
    if (std::exchange(said_, true))
      return;
    auto again = x;
    again.what.wanted.sequence = false;
    again.what.body += R"(,"seq":1)";
    mutant::publish(again);
  }

private:
  bool said_ = false;
};

/// Reports each member's end twice.
class mourning_room final : public mutant {
public:
  using mutant::mutant;

protected:
  void join(const troupe::join_request& x) override {
    reports_[x.session] = x.left;
    mutant::join(x);
  }

  void leave(const troupe::leave_request& x) override {
    publish({reports_[x.session], 0, 0, {}});
    mutant::leave(x);
  }

private:
  std::map<troupe::session_id, troupe::publication> reports_;
};

/// Makes all rooms of a node such mutants.
template <class Room>
void mutate_rooms(troupe::node_options& out) {
  out.make_room = [](caf::actor_system& system, troupe::loop_host* host,
                     troupe::room_setup setup) {
    return caf::actor_cast<troupe::room_actor>(
      troupe::spawn_on<Room>(system, host, std::move(setup)));
  };
}

} // namespace tests
