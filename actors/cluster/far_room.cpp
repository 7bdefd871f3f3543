#include <troupe/actors/cluster/far_room.hpp>

#include <troupe/actors/rejoin.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

/// Before a room is looked for again that was not where it should be.
constexpr auto moved_pause = std::chrono::milliseconds{250};

} // namespace

void far_room_state::set_up(far_room_setup setup) {
  setup_ = std::move(setup);
}

// -- from here ----------------------------------------------------------------

void far_room_state::join(const join_request& x) {
  if (retiring_)
    return self_->send(setup_.front, x);
  auto known
    = !members_.try_emplace(x.session, member{x.relay.address(), false}).second;
  if (!known)
    use_route(x.relay);
  self_->send(setup_.link, far_join{x.room, x.session, x.user_id, x.joined,
                                    x.left, x.again});
}

void far_room_state::leave(const leave_request& x) {
  auto found = members_.find(x.session);
  if (found == members_.end())
    return;
  forget_route(found->second.relay);
  members_.erase(found);
  self_->send(setup_.link, far_leave{epoch_, x.session, x.moved});
  retire_if_empty();
}

void far_room_state::retire_if_empty() {
  if (!members_.empty() || std::exchange(retiring_, true))
    return;
  self_->send(setup_.front, retire_request{setup_.key, setup_.number});
}

void far_room_state::take(const handover& x) {
  if (retiring_)
    return self_->send(setup_.front, x);
  merge(known_, x.members);
  auto part = far_handover{x.room, x.epoch, {}, x.state};
  for (const auto& each : x.members) {
    part.members.push_back(each);
    if (part.members.size() == roster_part)
      self_->send(setup_.link, std::exchange(part, {x.room, x.epoch, {}, {}}));
  }
  if (!part.members.empty() || !part.state.empty())
    self_->send(setup_.link, std::move(part));
  self_->delayed_send(self_, rejoin_time, rejoin_over{});
}

void far_room_state::end_of_rejoin() {
  retire_if_empty();
}

void far_room_state::publish(const publish_request& x) {
  self_->send(setup_.link, far_publish{epoch_, x});
}

room_status far_room_state::status() const {
  return {setup_.key, epoch_, there_, sequence_};
}

// -- from there ---------------------------------------------------------------

void far_room_state::admit(const far_admission& x) {
  auto found = members_.find(x.session);
  if (found == members_.end())
    return self_->send(setup_.link, far_leave{x.status.epoch, x.session, true});
  epoch_ = x.status.epoch;
  sequence_ = x.status.sequence;
  there_ = x.status.members;
  found->second.admitted = true;
  if (auto* to = find(found->second.relay))
    self_->send(
      to->relay,
      admission{x.session, caf::actor_cast<room_actor>(self_), x.status});
}

void far_room_state::deliver(const far_delivery& x) {
  auto kind = x.binary ? frame::kind::binary : frame::kind::text;
  auto shared = std::make_shared<const frame>(kind, x.payload, x.key);
  for (const auto& each : routes_)
    self_->send(each.relay, delivery{x.epoch, shared, x.except, x.only});
}

void far_room_state::change(const far_roster& x) {
  merge(known_, x.entered);
  for (auto session : x.left)
    known_.erase(session);
  if (!x.told.payload.empty())
    deliver(x.told);
}

void far_room_state::confirm(const far_receipt& x) {
  auto found = members_.find(x.what.session);
  if (found == members_.end())
    return;
  if (auto* to = find(found->second.relay))
    self_->send(to->relay, x.what);
}

void far_room_state::lose(const room_lost& x) {
  if (x.epoch >= epoch_)
    end();
}

void far_room_state::moved() {
  if (!std::exchange(waits_, true))
    self_->delayed_send(self_, moved_pause, wake_up{});
}

void far_room_state::look_again() {
  waits_ = false;
  auto stays = [](const auto& x) { return x.second.admitted; };
  if (std::none_of(members_.begin(), members_.end(), stays))
    return end();
  auto asked = std::vector<relay_actor>{};
  std::erase_if(members_, [&](const auto& x) {
    if (stays(x))
      return false;
    const auto& relay = find(x.second.relay)->relay;
    if (std::find(asked.begin(), asked.end(), relay) == asked.end())
      asked.push_back(relay);
    forget_route(x.second.relay);
    return true;
  });
  for (const auto& relay : asked) // Who is in no room yet asks anew.
    self_->send(relay, room_lost{setup_.key, 0});
}

void far_room_state::end() {
  report_end();
  for (const auto& [session, who] : members_)
    if (who.admitted)
      self_->send(setup_.link, far_leave{epoch_, session, true});
  retire();
  for (const auto& each : routes_)
    self_->send(each.relay, room_lost{setup_.key, epoch_});
}

void far_room_state::report_end() {
  auto known
    = members_.empty() ? std::vector<roster_entry>{} : entries_of(known_);
  self_->send(setup_.placement,
              far_gone{setup_.key, setup_.number, epoch_, std::move(known)});
}

void far_room_state::retire() {
  self_->send(setup_.link, link_forget{setup_.key, epoch_});
  self_->quit();
}

// -- routes -------------------------------------------------------------------

far_room_state::route* far_room_state::find(const caf::actor_addr& relay) {
  auto found = std::find_if(routes_.begin(), routes_.end(),
                            [&](auto& x) { return x.relay == relay; });
  return found == routes_.end() ? nullptr : &*found;
}

void far_room_state::use_route(const relay_actor& relay) {
  auto* found = find(relay.address());
  if (!found)
    found = &routes_.emplace_back(route{relay});
  ++found->members;
}

void far_room_state::forget_route(const caf::actor_addr& relay) {
  auto* found = find(relay);
  if (found && --found->members == 0)
    routes_.erase(routes_.begin() + (found - routes_.data()));
}

// -- the actor ----------------------------------------------------------------

far_room::far_room(caf::actor_config& config, loop_host* host,
                   far_room_setup setup)
  : stateful_actor(config, host) {
  state.set_up(std::move(setup));
}

far_room::behavior_type far_room::make_behavior() {
  return {
    [this](const join_request& x) { state.join(x); },
    [this](const leave_request& x) { state.leave(x); },
    [this](const publish_request& x) { state.publish(x); },
    [this](const post_request& x) { return delegate(state.front(), x); },
    [this](const room_command& x) { return delegate(state.front(), x); },
    [this](retired) { state.retire(); },
    [](const release_request&) {},
    [this](const handover& x) { state.take(x); },
    [](const linger_over&) {},
    [this](const rejoin_over&) { state.end_of_rejoin(); },
    [this](wake_up) { state.look_again(); },
    [this](caf::get_atom) { return state.status(); },
    [this](const far_admission& x) { state.admit(x); },
    [this](const far_delivery& x) { state.deliver(x); },
    [this](const far_roster& x) { state.change(x); },
    [this](const far_receipt& x) { state.confirm(x); },
    [this](const room_lost& x) { state.lose(x); },
    [this](const far_moved&) { state.moved(); },
    [this](caf::close_atom) { state.end(); },
  };
}

} // namespace troupe
