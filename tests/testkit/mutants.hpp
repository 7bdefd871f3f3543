// Rooms with a fault built in, each: what the kit has to find.
#pragma once

#include <troupe/actors/node.hpp>

#include <map>
#include <utility>

namespace tests {

/// Ends as soon as it is empty, without waiting for the directory: somebody who
/// joins at that moment is lost.
class hasty_room final : public troupe::room {
public:
  using room::room;

protected:
  void leave(const troupe::leave_request& x) override {
    room::leave(x);
    if (state.status().members == 0)
      quit();
  }
};

/// Loses its second message.
class forgetful_room final : public troupe::room {
public:
  using room::room;

protected:
  void publish(const troupe::publish_request& x) override {
    if (++published_ != 2)
      return room::publish(x);
    auto unheard = x;
    unheard.what.body.clear();
    room::publish(unheard);
  }

private:
  int published_ = 0;
};

/// Says its first message twice, under one number.
class stuttering_room final : public troupe::room {
public:
  using room::room;

protected:
  void publish(const troupe::publish_request& x) override {
    room::publish(x);
    if (std::exchange(said_, true))
      return;
    auto again = x;
    again.what.wanted.sequence = false;
    again.what.body += R"(,"seq":1)";
    room::publish(again);
  }

private:
  bool said_ = false;
};

/// Reports each member's end twice.
class mourning_room final : public troupe::room {
public:
  using room::room;

protected:
  void join(const troupe::join_request& x) override {
    reports_[x.session] = x.left;
    room::join(x);
  }

  void leave(const troupe::leave_request& x) override {
    publish({reports_[x.session], 0, 0, {}});
    room::leave(x);
  }

private:
  std::map<troupe::session_id, troupe::publication> reports_;
};

/// Makes all rooms of the chat such mutants.
template <class Room>
void mutate_rooms(troupe::node_options& out) {
  out.room_kinds["chat"].make
    = [](caf::actor_system& system, troupe::loop_host* host,
         troupe::room_setup setup) {
        return caf::actor_cast<troupe::room_actor>(
          troupe::spawn_on<Room>(system, host, std::move(setup)));
      };
}

} // namespace tests
