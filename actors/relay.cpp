#include <troupe/actors/relay.hpp>

#include <troupe/actors/session.hpp>

#include <caf/actor_clock.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

/// A batch is handed over when it has so much, however short the turn is.
constexpr std::size_t max_batch_bytes = 64 * 1024;
/// Batches that are kept for use again.
constexpr std::size_t max_spent = 32;

} // namespace

relay_state::~relay_state() {
  if (host_)
    host_->forget(*this);
}

void relay_state::add(session_id id, session* who) {
  sessions_.emplace(id, who);
}

void relay_state::remove(session_id id) {
  sessions_.erase(id);
}

// -- tokens -------------------------------------------------------------------

void relay_state::watch(session* who, wall_time end) {
  tokens_.add(who, end);
  look_at_tokens_later();
}

void relay_state::look_at_tokens_later() {
  auto left = tokens_.time_left(setup_->now());
  if (!left)
    return;
  auto wait = std::min(*left, setup_->bounds.expiry_check);
  auto then = self_->clock().now() + wait;
  if (next_look_ && *next_look_ <= then)
    return;
  next_look_ = then;
  self_->delayed_send(self_, wait, wake_up{});
}

void relay_state::look_at_tokens() {
  if (next_look_ && *next_look_ <= self_->clock().now())
    next_look_.reset();
  for (auto* each : tokens_.take_ended(setup_->now()))
    each->expire();
  look_at_tokens_later();
}

// -- rooms --------------------------------------------------------------------

void relay_state::leave(const membership& member) {
  auto found = rooms_.find(member.epoch);
  if (found == rooms_.end())
    return;
  hand_over(found->second);
  auto& members = found->second.members;
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
  hand_over(rooms_[epoch]);
  auto& members = rooms_[epoch].members;
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
  auto& room = found->second;
  if (host_ && what.only == 0 && what.except == 0)
    return gather(room, what);
  hand_over(room);
  for (auto* member : room.members)
    if (what.only == 0)
      member->owner->deliver(what.what, what.except);
    else if (what.only == member->request.session)
      member->owner->hand(what.what);
}

// -- batches ------------------------------------------------------------------

void relay_state::gather(local_room& room, const delivery& what) {
  if (!std::exchange(will_be_called_, true))
    host_->call_after_actors(*this);
  if (!room.gathered) {
    room.gathered = take_batch();
    gathering_.push_back(what.epoch);
  }
  room.gathered->add(what.what);
  if (room.gathered->wire().size() >= max_batch_bytes)
    hand_over(room);
}

void relay_state::hand_over(local_room& room) {
  if (!room.gathered)
    return;
  auto batch = std::exchange(room.gathered, nullptr);
  for (auto* member : room.members)
    member->owner->deliver_all(batch);
  if (spent_.size() < max_spent && batch->capacity() <= 2 * max_batch_bytes)
    spent_.push_back(std::move(batch));
}

void relay_state::settle() {
  if (gathering_.empty())
    return;
  for (auto epoch : std::exchange(gathering_, {}))
    if (auto found = rooms_.find(epoch); found != rooms_.end())
      hand_over(found->second);
}

void relay_state::after_actors() {
  will_be_called_ = false;
  settle();
}

/// One that nobody shares any more, if there is one.
frame_batch_ptr relay_state::take_batch() {
  if (spent_.empty())
    return new frame_batch;
  auto out = std::move(spent_.back());
  spent_.pop_back();
  if (out->use_count() > 1) // A slow client still has it.
    return new frame_batch;
  out->clear();
  return out;
}

// -- the rest -----------------------------------------------------------------

void relay_state::confirm(const receipt& what) {
  auto found = sessions_.find(what.session);
  if (found != sessions_.end())
    found->second->confirmed(what);
}

void relay_state::lose(const room_lost& what) {
  settle();
  rooms_.erase(what.epoch);
  std::erase_if(orphans_, [&](const auto& x) { // Nobody waits for them.
    return x.first.second == what.room;
  });
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
  : stateful_actor(config, host) {
  state.live_on(host);
}

relay::behavior_type relay::make_behavior() {
  return {
    [this](const admission& x) { state.admit(x); },
    [this](const delivery& x) { state.deliver(x); },
    [](const roster_change&) {}, // Its node keeps no list of its own rooms.
    [this](const receipt& x) { state.confirm(x); },
    [this](const room_lost& x) { state.lose(x); },
    [this](wake_up) { state.look_at_tokens(); },
    [this](const session_query& x) { return state.list(x); },
    [this](const disconnect_request& x) { return state.disconnect(x); },
  };
}

} // namespace troupe
