#include <troupe/actors/relay.hpp>

#include <troupe/actors/session.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

void relay_state::add(session_id id, session* who) {
  sessions_.emplace(id, who);
}

void relay_state::remove(session_id id) {
  sessions_.erase(id);
}

void relay_state::leave(const membership& member) {
  auto found = rooms_.find(member.epoch);
  if (found == rooms_.end())
    return;
  auto& members = found->second;
  members[member.slot] = members.back();
  members[member.slot]->slot = member.slot;
  members.pop_back();
  if (members.empty())
    rooms_.erase(found);
}

void relay_state::adopt(std::unique_ptr<membership> orphan) {
  auto key = std::pair{orphan->request.session, orphan->request.room};
  orphans_.insert_or_assign(std::move(key), std::move(orphan));
}

membership* relay_state::find(session_id id, const room_key& key) const {
  auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : found->second->find(key);
}

void relay_state::admit(const admission& what) {
  auto* member = find(what.session, what.status.room);
  if (!member) {
    auto orphan = orphans_.extract({what.session, what.status.room});
    if (orphan)
      finish(*orphan.mapped(), what.room);
    else
      self_->send(what.room, leave_request{what.session});
  } else if (member->where == membership::stage::leaving) {
    finish(*member, what.room);
    member->owner->forget(*member);
  } else if (member->epoch != what.status.epoch) {
    enter(*member, what.status.epoch);
    member->owner->admitted(*member, what);
  }
}

void relay_state::enter(membership& member, std::uint64_t epoch) {
  auto& members = rooms_[epoch];
  member.epoch = epoch;
  member.slot = members.size();
  members.push_back(&member);
}

void relay_state::finish(membership& member, const room_actor& room) {
  for (auto& waiting : std::exchange(member.waiting, {}))
    self_->send(room, std::move(waiting));
  self_->send(room, leave_request{member.request.session});
}

void relay_state::deliver(const delivery& what) {
  auto found = rooms_.find(what.epoch);
  if (found == rooms_.end())
    return;
  for (auto* member : found->second)
    if (what.only == 0)
      member->owner->deliver(what.what, what.except);
    else if (what.only == member->request.session)
      member->owner->hand(what.what);
}

void relay_state::confirm(const receipt& what) {
  auto found = sessions_.find(what.session);
  if (found != sessions_.end())
    found->second->confirmed(what);
}

void relay_state::lose(const room_lost& what) {
  rooms_.erase(what.epoch);
  auto affected = std::vector<membership*>{};
  for (const auto& [id, who] : sessions_)
    if (auto* member = who->find(what.room))
      if (member->epoch == what.epoch || member->epoch == 0)
        affected.push_back(member);
  std::sort(affected.begin(), affected.end(), [](auto* a, auto* b) {
    return a->request.session < b->request.session;
  });
  for (auto* member : affected)
    member->owner->lost_room(*member);
}

template <class Chooser>
std::vector<session*> relay_state::choose(Chooser&& wanted) const {
  auto out = std::vector<session*>{};
  for (const auto& [id, who] : sessions_)
    if (wanted(*who))
      out.push_back(who);
  std::sort(out.begin(), out.end(),
            [](auto* a, auto* b) { return a->key() < b->key(); });
  return out;
}

session_list relay_state::list(const session_query& which) const {
  auto out = session_list{};
  for (auto* who :
       choose([&](auto& x) { return x.user_id() == which.user_id; }))
    out.sessions.push_back({who->key(), who->route_text()});
  return out;
}

disconnect_receipt relay_state::disconnect(const disconnect_request& which) {
  auto affected = choose([&](auto& x) {
    return (!which.user_id.empty() && x.user_id() == which.user_id)
           || (which.session != 0 && x.key() == which.session);
  });
  for (auto* who : affected)
    who->dismiss(static_cast<close_code>(which.code), which.reason);
  return {affected.size()};
}

relay::relay(caf::actor_config& config, loop_host* host)
  : stateful_actor(config, host) {}

relay::behavior_type relay::make_behavior() {
  return {
    [this](const admission& x) { state.admit(x); },
    [this](const delivery& x) { state.deliver(x); },
    [this](const receipt& x) { state.confirm(x); },
    [this](const room_lost& x) { state.lose(x); },
    [this](const session_query& x) { return state.list(x); },
    [this](const disconnect_request& x) { return state.disconnect(x); },
  };
}

} // namespace troupe
