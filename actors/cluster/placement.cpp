#include <troupe/actors/cluster/placement.hpp>

#include <troupe/actors/cluster/far_room.hpp>
#include <troupe/actors/cluster/gather.hpp>
#include <troupe/actors/cluster/rendezvous.hpp>
#include <troupe/actors/room.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

room_answer no_answer() {
  return refusal_of(
    {error_code::unavailable, "The room is moving to another node", {}});
}

} // namespace

void placement_state::set_up(placement_setup setup) {
  setup_ = std::move(setup);
  view_.members = {setup_.self};
}

void placement_state::use(directory_actor own) {
  own_ = std::move(own);
}

// -- where a room is ----------------------------------------------------------

placement_state::place placement_state::find(const room_key& key) const {
  const auto& owner = owner_of(key, view_.members);
  if (owner == setup_.self)
    return {true, {}};
  return {false, link_to(owner)};
}

link_actor placement_state::link_to(const std::string& node) const {
  for (const auto& each : view_.links)
    if (each.name == node)
      return each.link;
  return {};
}

const far_room_actor&
placement_state::find_or_make(const room_key& key, const link_actor& link) {
  auto [found, made] = far_.try_emplace(key);
  if (made) {
    auto number = ++last_number_;
    auto placement = caf::actor_cast<placement_actor>(self_);
    found->second = {spawn_on<far_room>(
                       self_->system(), setup_.around.loop_of(key),
                       far_room_setup{key, number, link, placement, placement}),
                     number, link};
  }
  return found->second.room;
}

// -- for sessions and rooms of this node --------------------------------------

void placement_state::join(const join_request& x) {
  auto where = find(x.room);
  auto known = far_.find(x.room);
  if (known != far_.end() && known->second.ending)
    waiting_.push_back(x);
  else if (where.here)
    self_->send(own_, x);
  else if (x.elsewhere) // The room has sent it back.
    self_->send(caf::actor_cast<link_actor>(x.relay), far_moved{x.room});
  else if (where.link)
    self_->send(find_or_make(x.room, where.link), x);
  else
    waiting_.push_back(x);
}

void placement_state::retire(const retire_request& x) {
  auto found = far_.find(x.room);
  if (found == far_.end() || found->second.number != x.epoch)
    return self_->send(own_, x);
  self_->send(found->second.room, retired{});
  far_.erase(found);
  serve_waiting();
}

void placement_state::broadcast(const broadcast_request& x) {
  if (x.all_rooms) {
    self_->send(own_, x);
    for (const auto& each : view_.links)
      self_->send(each.link, x);
    return;
  }
  auto by_node = std::map<std::string, broadcast_request>{};
  for (const auto& each : x.names) {
    const auto& owner = owner_of({x.kind, each}, view_.members);
    auto [part, made] = by_node.try_emplace(owner, x);
    if (made)
      part->second.names.clear();
    part->second.names.insert(each);
  }
  for (auto& [node, part] : by_node)
    if (node == setup_.self)
      self_->send(own_, std::move(part));
    else if (auto link = link_to(node))
      self_->send(link, std::move(part));
}

/// Has who knows the room answer, here or on another node.
template <class Answer, class Question>
caf::result<Answer>
placement_state::pass_on(const room_key& room, const Question& what) {
  auto where = find(room);
  if (where.here)
    return self_->delegate(own_, what);
  if (where.link)
    return self_->delegate(where.link, what);
  return caf::make_error(caf::sec::cannot_connect_to_node);
}

caf::result<post_receipt> placement_state::post(const post_request& x) {
  return pass_on<post_receipt>(x.room, x);
}

caf::result<room_answer> placement_state::command(const room_command& x) {
  auto where = find(x.room);
  if (where.here)
    return self_->delegate(own_, x);
  if (where.link)
    return self_->delegate(where.link, x);
  return no_answer();
}

caf::result<room_status> placement_state::status_of(const room_key& x) {
  return pass_on<room_status>(x, x);
}

caf::result<std::vector<room_status>> placement_state::list() {
  using list = std::vector<room_status>;
  auto add = [](list& all, const list& some) {
    all.insert(all.end(), some.begin(), some.end());
  };
  auto by_key = [](const auto& a, const auto& b) { return a.room < b.room; };
  auto sources = std::vector<room_lister>{own_};
  for (const auto& each : view_.links)
    sources.emplace_back(each.link);
  auto sorted
    = [by_key](list& all) { std::sort(all.begin(), all.end(), by_key); };
  return gather<list>(self_, sources, setup_.ask_timeout, caf::get_atom_v, add,
                      sorted);
}

// -- for other nodes ----------------------------------------------------------

void placement_state::join(const guest_join& x) {
  if (find(x.what.room).here)
    self_->send(own_, x.what);
  else
    self_->send(x.from, far_moved{x.what.room});
}

caf::result<room_answer> placement_state::command(const guest_command& x) {
  if (find(x.what.room).here)
    return self_->delegate(own_, x.what);
  return no_answer();
}

// -- the end ------------------------------------------------------------------

void placement_state::end() {
  for (const auto& [key, x] : far_)
    self_->send(x.room, retired{});
}

// -- the actor ----------------------------------------------------------------

placement::placement(caf::actor_config& config, placement_setup setup)
  : stateful_actor(config) {
  state.set_up(std::move(setup));
}

placement::behavior_type placement::make_behavior() {
  set_exit_handler([this](const caf::exit_msg& x) {
    state.end();
    quit(x.reason);
  });
  return {
    [this](const join_request& x) { state.join(x); },
    [this](const retire_request& x) { state.retire(x); },
    [this](const release_request& x) { send(state.own(), x); },
    [this](const handover& x) { state.take(x); },
    [this](caf::add_atom add, const relay_actor& x) {
      send(state.own(), add, x);
    },
    [this](const broadcast_request& x) { state.broadcast(x); },
    [this](const post_request& x) { return state.post(x); },
    [this](const room_command& x) { return state.command(x); },
    [this](const room_key& x) { return state.status_of(x); },
    [this](caf::get_atom) { return state.list(); },
    [this](const cluster_view& x) { state.look(x); },
    [this](caf::put_atom, const directory_actor& x) { state.use(x); },
    [this](const guest_join& x) { state.join(x); },
    [this](const guest_command& x) { return state.command(x); },
    [this](const far_gone& x) { state.forget(x); },
  };
}

} // namespace troupe
