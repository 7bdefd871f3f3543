#include <troupe/actors/directory.hpp>

#include <troupe/actors/log.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

void directory_state::set_up(directory_setup setup) {
  next_epoch_ = setup.first_epoch;
  setup_ = std::move(setup);
}

void directory_state::join(const join_request& request) {
  self_->send(find_or_make(request.room).room, request);
}

const directory_state::entry&
directory_state::find_or_make(const room_key& key) {
  auto [found, made] = rooms_.try_emplace(key);
  if (made) {
    auto kind = setup_.kinds.find(key.kind);
    auto epoch = std::exchange(next_epoch_, next_epoch_ + setup_.epoch_step);
    found->second = {
      setup_.make_room(
        {key,
         epoch,
         kind == setup_.kinds.end() ? room_options{} : kind->second,
         setup_.front ? setup_.front : caf::actor_cast<directory_actor>(self_),
         setup_.store,
         setup_.now,
         setup_.totals,
         {},
         bool{setup_.front}}),
      epoch};
    self_->monitor(found->second.room);
    count(setup_.totals->rooms);
    count(setup_.totals->rooms_made);
  }
  return found->second;
}

void directory_state::retire(const retire_request& request) {
  auto found = rooms_.find(request.room);
  if (found == rooms_.end() || found->second.epoch != request.epoch)
    return;
  self_->demonitor(found->second.room.address());
  self_->send(found->second.room, retired{});
  if (found->second.released)
    tell_lost(found->first, found->second.epoch);
  forget(found);
}

void directory_state::release(const release_request& request) {
  auto found = rooms_.find(request.room);
  if (found == rooms_.end())
    return;
  found->second.released = true;
  self_->send(found->second.room, request);
}

void directory_state::pass_on(const handover& what) {
  self_->send(find_or_make(what.room).room, what);
}

void directory_state::add(const relay_actor& relay) {
  self_->monitor(relay);
  setup_.relays.push_back(relay);
}

void directory_state::lose(const caf::actor_addr& whom) {
  if (std::erase(setup_.relays, whom) > 0)
    return;
  auto found = std::find_if(rooms_.begin(), rooms_.end(), [&](const auto& x) {
    return x.second.room.address() == whom;
  });
  if (found == rooms_.end())
    return;
  const auto& [key, x] = *found;
  log::error("room_lost", {{"kind", key.kind}, {"room", key.name}});
  tell_lost(key, x.epoch);
  forget(found);
}

void directory_state::tell_lost(const room_key& key, std::uint64_t epoch) {
  for (const auto& relay : setup_.relays)
    self_->send(relay, room_lost{key, epoch});
}

void directory_state::forget(room_table::iterator which) {
  rooms_.erase(which);
  uncount(setup_.totals->rooms);
}

void directory_state::end() {
  for (const auto& [key, x] : rooms_)
    self_->send(x.room, retired{});
  self_->quit();
}

void directory_state::broadcast(const broadcast_request& request) {
  auto out = publish_request{request.what, request.except, 0, {}};
  if (!request.all_rooms) {
    for (const auto& room : request.names)
      if (auto found = rooms_.find({request.kind, room}); found != rooms_.end())
        self_->send(found->second.room, out);
    return;
  }
  for (auto i = rooms_.lower_bound({request.kind, ""});
       i != rooms_.end() && i->first.kind == request.kind; ++i)
    if (!request.except_rooms.contains(i->first.name))
      self_->send(i->second.room, out);
}

caf::result<post_receipt> directory_state::post(const post_request& request) {
  auto found = rooms_.find(request.room);
  if (found == rooms_.end())
    return post_receipt{0};
  return self_->delegate(found->second.room, request);
}

caf::result<room_status> directory_state::status_of(const room_key& key) {
  auto found = rooms_.find(key);
  if (found == rooms_.end())
    return room_status{key, 0, 0, 0};
  return self_->delegate(found->second.room, caf::get_atom_v);
}

caf::result<room_answer> directory_state::command(const room_command& request) {
  return self_->delegate(find_or_make(request.room).room, request);
}

std::vector<room_status> directory_state::list() const {
  auto out = std::vector<room_status>{};
  for (const auto& [key, x] : rooms_)
    out.push_back({key, x.epoch, 0, 0});
  return out;
}

room_actor directory_state::find(const room_key& key) const {
  auto found = rooms_.find(key);
  return found == rooms_.end() ? room_actor{} : found->second.room;
}

directory::directory(caf::actor_config& config, loop_host* host,
                     directory_setup setup)
  : super(config, host) {
  state.set_up(std::move(setup));
}

void directory::enqueue(caf::mailbox_element_ptr message,
                        caf::execution_unit* unit) {
  waiting_.fetch_add(1, std::memory_order_relaxed);
  super::enqueue(std::move(message), unit);
}

caf::invoke_message_result directory::consume(caf::mailbox_element& message) {
  waiting_.fetch_sub(1, std::memory_order_relaxed);
  return super::consume(message);
}

directory::behavior_type directory::make_behavior() {
  set_down_handler(
    [this](const caf::down_msg& down) { state.lose(down.source); });
  set_exit_handler([this](const caf::exit_msg&) { state.end(); });
  return {
    [this](const join_request& x) { state.join(x); },
    [this](const retire_request& x) { state.retire(x); },
    [this](const release_request& x) { state.release(x); },
    [this](const handover& x) { state.pass_on(x); },
    [this](caf::add_atom, const relay_actor& x) { state.add(x); },
    [this](const broadcast_request& x) { state.broadcast(x); },
    [this](const post_request& x) { return state.post(x); },
    [this](const room_command& x) { return state.command(x); },
    [this](const room_key& x) { return state.status_of(x); },
    [this](caf::get_atom) { return state.list(); },
  };
}

} // namespace troupe
