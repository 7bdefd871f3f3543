#include <troupe/actors/room.hpp>

#include <algorithm>

namespace troupe {

void room_state::set_up(room_setup setup) {
  setup_ = std::move(setup);
  if (setup_.in_cluster)
    roster_ = std::make_unique<roster>();
}

void room_state::join(const join_request& request) {
  if (retiring_)
    return self_->send(setup_.directory, request);
  auto relay = request.relay.address();
  auto entered = members_
                   .try_emplace(request.session,
                                member{request.user_id, relay, request.left})
                   .second;
  auto new_route = entered && use_route(request);
  self_->send(
    request.relay,
    admission{request.session, caf::actor_cast<room_actor>(self_), status()});
  if (!entered)
    return;
  if (roster_)
    announce(request, new_route);
  else if (!request.again)
    tell(request.joined, request.session);
}

bool room_state::use_route(const join_request& request) {
  auto found = std::find_if(routes_.begin(), routes_.end(),
                            [&](auto& x) { return x.relay == request.relay; });
  auto made = found == routes_.end();
  if (made) {
    self_->monitor(request.relay);
    found = routes_.insert(found, route{request.relay, 0, request.elsewhere});
  }
  ++found->members;
  return made;
}

void room_state::leave(session_id session, bool moved) {
  auto found = members_.find(session);
  if (found == members_.end())
    return;
  auto gone = std::move(found->second);
  members_.erase(found);
  forget_route(gone.relay);
  if (moved && roster_) {
    roster_->move_away(session);
    wait_for_others();
  } else if (roster_) {
    announce({session, {}, gone.left}, false, false);
  } else if (!moved) {
    tell(gone.left, session);
  }
  settle();
}

std::vector<session_id> room_state::lose(const caf::actor_addr& relay) {
  auto gone = std::vector<session_id>{};
  for (const auto& [session, who] : members_)
    if (who.relay == relay)
      gone.push_back(session);
  std::sort(gone.begin(), gone.end());
  if (roster_)
    roster_->forget(relay);
  return gone;
}

void room_state::publish(const publish_request& request) {
  if (request.what.wanted.sequence)
    ++sequence_;
  tell(request.what, request.except);
  auto author = members_.find(request.confirm);
  if (author == members_.end())
    return;
  for (const auto& x : routes_)
    if (x.relay.address() == author->second.relay)
      self_->send(x.relay,
                  receipt{request.confirm, request.ref,
                          request.what.wanted.sequence ? sequence_ : 0});
}

post_receipt room_state::post(const post_request& request) {
  publish({request.what, 0, 0, {}});
  return {members_.size()};
}

void room_state::tell_one(const publication& what, session_id session) {
  auto found = members_.find(session);
  if (found == members_.end())
    return;
  auto shared = encode(what);
  for (const auto& x : routes_)
    if (x.relay.address() == found->second.relay)
      self_->send(x.relay, delivery{setup_.epoch, shared, 0, session});
}

frame_ptr room_state::encode(const publication& what) const {
  auto values = stamp_values{{}, sequence_, members_.size()};
  if (what.wanted.time)
    values.now = setup_.now();
  // Keys of different rooms have nothing to do with each other.
  auto key = what.key.empty() ? std::string{}
                              : std::to_string(setup_.epoch) + '/' + what.key;
  return to_frame(what, values, std::move(key));
}

void room_state::tell(const publication& what, session_id except) {
  if (what.empty())
    return;
  count(setup_.totals->publications);
  if (routes_.empty())
    return;
  auto shared = encode(what);
  for (const auto& x : routes_)
    self_->send(x.relay, delivery{setup_.epoch, shared, except, 0});
}

void room_state::forget_route(const caf::actor_addr& relay) {
  auto found = std::find_if(routes_.begin(), routes_.end(), [&](auto& x) {
    return x.relay.address() == relay;
  });
  if (found == routes_.end() || --found->members > 0)
    return;
  self_->demonitor(relay);
  routes_.erase(found);
}

void room_state::keep(bool wanted) {
  kept_ = wanted;
  settle();
}

void room_state::settle() {
  if (!members_.empty() || kept_ || rejoining_)
    return;
  ++emptied_;
  if (setup_.options.linger.count() == 0)
    end_of_linger(emptied_);
  else
    self_->delayed_send(self_, setup_.options.linger, linger_over{emptied_});
}

void room_state::end_of_linger(std::uint64_t emptied) {
  if (retiring_ || kept_ || rejoining_ || !members_.empty()
      || emptied != emptied_)
    return;
  retiring_ = true;
  self_->send(setup_.directory, retire_request{setup_.key, setup_.epoch});
}

std::vector<session_id> room_state::members() const {
  auto out = std::vector<session_id>{};
  for (const auto& [session, who] : members_)
    out.push_back(session);
  std::sort(out.begin(), out.end());
  return out;
}

room_status room_state::status() const {
  return {setup_.key, setup_.epoch, members_.size(), sequence_};
}

room::room(caf::actor_config& config, loop_host* host, room_setup setup)
  : stateful_actor(config, host) {
  state.set_up(std::move(setup));
}

room::behavior_type room::make_behavior() {
  set_down_handler([this](const caf::down_msg& down) {
    for (auto session : state.lose(down.source))
      leave({session});
  });
  return {
    [this](const join_request& x) { join(x); },
    [this](const leave_request& x) { leave(x); },
    [this](const publish_request& x) { publish(x); },
    [this](const post_request& x) { return state.post(x); },
    [this](const room_command& x) -> caf::result<room_answer> {
      if (state.retiring())
        return delegate(state.directory(), x);
      return command(x);
    },
    [this](retired) {
      before_end();
      quit();
    },
    [this](const release_request&) {
      if (!state.retiring())
        release();
    },
    [this](const handover& x) { take(x); },
    [this](const linger_over& x) { state.end_of_linger(x.emptied); },
    [this](const rejoin_over& x) { state.end_of_rejoin(x.turn); },
    [this](wake_up x) { woken(x.what); },
    [this](caf::get_atom) { return state.status(); },
  };
}

void room::join(const join_request& request) {
  state.join(request);
}

void room::leave(const leave_request& request) {
  state.leave(request.session, request.moved);
}

void room::publish(const publish_request& request) {
  state.publish(request);
}

caf::result<room_answer> room::command(const room_command& request) {
  return refusal_of(
    {error_code::unsupported, "No such command: " + request.name, {}});
}

void room::wake_after(std::chrono::nanoseconds time, std::uint64_t what) {
  delayed_send(this, time, wake_up{what});
}

void room::woken(std::uint64_t) {}

void room::before_end() {}

void room::release() {
  state.hand_over(heritage());
}

std::string room::heritage() {
  return {};
}

void room::inherit(const std::string&) {}

void room::take(const handover& what) {
  auto stays = !state.retiring();
  state.take(what); // First: a room that waits for others does not end.
  if (stays && !what.state.empty())
    inherit(what.state);
}

room_answer refusal_of(const problem& why) {
  return {static_cast<std::uint8_t>(why.code), why.message, why.reason, {}};
}

problem problem_of(const room_answer& refused) {
  return {static_cast<error_code>(refused.refused),
          refused.message,
          {},
          refused.reason};
}

} // namespace troupe
