// The rooms of a session.
#include <troupe/actors/session.hpp>

#include <troupe/actors/relay.hpp>
#include <troupe/actors/room.hpp>

#include <caf/send.hpp>

#include <algorithm>

namespace troupe {

namespace {

publication verbatim(raw_text what) {
  return {.body = std::move(what.text), .kind = body_kind::text};
}

publication verbatim(binary what) {
  return {.body = std::move(what.bytes), .kind = body_kind::binary};
}

} // namespace

except::except(const session* who) : id(who->key()) {}

void room_handle::send(publication what, session_id without) const {
  self_->publish_to(key_, std::move(what), without);
}

void room_handle::broadcast(raw_text what) const {
  send(verbatim(std::move(what)), 0);
}

void room_handle::broadcast(raw_text what, except who) const {
  send(verbatim(std::move(what)), who.id);
}

void room_handle::broadcast(binary what) const {
  send(verbatim(std::move(what)), 0);
}

void room_handle::broadcast(binary what, except who) const {
  send(verbatim(std::move(what)), who.id);
}

void room_handle::leave() const {
  self_->leave(key_);
}

membership* session::find(const room_key& key) {
  for (auto& member : rooms_)
    if (member->request.room == key)
      return member.get();
  return nullptr;
}

room_handle
session::join(std::string kind, std::string room, announcements tell) {
  auto key = room_key{std::move(kind), std::move(room)};
  auto handle = room_handle{this, key};
  if (auto* known = find(key)) {
    if (known->where == membership::stage::leaving)
      known->where = membership::stage::joining;
    return handle;
  }
  if (rooms_.size() >= setup_.bounds.rooms_per_session) {
    refuse({error_code::unavailable, "Too many rooms", {}});
    return handle;
  }
  auto member = std::make_unique<membership>();
  member->owner = this;
  member->request = join_request{
    std::move(key),         opening_.id,          user_id(), setup_.relay,
    std::move(tell.joined), std::move(tell.left), false};
  send(setup_.directory, member->request);
  rooms_.push_back(std::move(member));
  return handle;
}

void session::admitted(membership& member, const admission& what) {
  in_context([&] {
    member.room = what.room;
    member.where = membership::stage::admitted;
    for (auto& waiting : std::exchange(member.waiting, {}))
      send(member.room, std::move(waiting));
    member.waiting_bytes = 0;
    const auto& status = what.status;
    if (member.request.again)
      push(room_moved_event{"room_moved", status.room.name, status.epoch, {}});
    else
      dispatch(joined{status.room.kind, status.room.name, status.members,
                      status.epoch, status.sequence});
  });
}

const room_actor* session::entered(const room_key& key) {
  auto* member = find(key);
  auto inside = member && member->where == membership::stage::admitted;
  return inside ? &member->room : nullptr;
}

void session::forget(const membership& member) {
  std::erase_if(rooms_, [&](auto& x) { return x.get() == &member; });
}

void session::lost_room(membership& member) {
  in_context([&] {
    if (member.where == membership::stage::admitted) {
      member.where = membership::stage::joining;
      member.request.again = true;
      member.epoch = 0;
    }
    send(setup_.directory, member.request);
  });
}

void session::confirmed(const receipt& what) {
  in_context([&] {
    ref_ = what.ref;
    auto data = json{};
    if (what.sequence != 0)
      data = {{"seq", what.sequence}};
    push(success_event{{std::move(data)}, {}});
    ref_.clear();
  });
}

void session::publish_to(const room_key& key, publication what,
                         session_id without) {
  auto* member = find(key);
  if (!member || member->where == membership::stage::leaving)
    return;
  auto request = publish_request{std::move(what), without, 0, {}};
  if (!ref_.empty() && !answered_) {
    request.confirm = opening_.id;
    request.ref = std::exchange(ref_, {}); // The receipt is the answer.
    answered_ = true;
  }
  if (member->where == membership::stage::admitted)
    return send(member->room, std::move(request));
  auto bytes = request.what.body.size() + sizeof(request);
  if (member->waiting_bytes + bytes > setup_.bounds.joining_bytes)
    return refuse({error_code::unavailable, "The room is not ready", {}});
  member->waiting_bytes += bytes;
  member->waiting.push_back(std::move(request));
}

void session::leave(const room_key& key) {
  auto* member = find(key);
  if (!member)
    return;
  if (member->where != membership::stage::admitted) {
    member->where = membership::stage::leaving;
    return;
  }
  leave_room(*member);
  forget(*member);
}

void session::refuse(const room_answer& why) {
  refuse(problem_of(why));
}

void session::leave_room(membership& member) {
  if (member.where != membership::stage::admitted)
    return; // The relay answers for it: see relay_state::admit.
  setup_.local->leave(member);
  // Without a sender: a session that its last holder destroys has no reference
  // to give away.
  caf::anon_send(member.room, leave_request{opening_.id});
}

} // namespace troupe
