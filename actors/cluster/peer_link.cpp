#include <troupe/actors/cluster/peer_link.hpp>

#include <troupe/actors/log.hpp>

#include <utility>

namespace troupe {

namespace {

/// What a message takes on the wire beside its texts, about.
constexpr std::size_t frame_bytes = 100;

std::size_t bytes_of(const std::vector<roster_entry>& all) {
  auto out = all.size() * 2 * frame_bytes;
  for (const auto& each : all)
    out += each.joined.body.size() + each.left.body.size();
  return out;
}

far_delivery far(const delivery& x) {
  auto out = far_delivery{x.epoch, false, {}, x.except, x.only};
  if (x.what) {
    out.binary = x.what->what() == frame::kind::binary;
    out.payload = x.what->payload();
    out.key = x.what->key();
  }
  return out;
}

} // namespace

peer_link::peer_link(caf::actor_config& config, peer_link_setup setup)
  : link_actor::base(config),
    setup_(std::move(setup)),
    queue_(setup_.options),
    items_(items()) {}

peer_link::behavior_type peer_link::make_behavior() {
  set_down_handler([this](const caf::down_msg& x) { lose(x); });
  send(setup_.own, caf::add_atom_v, relay_actor{this});
  return {
    [this](const admission& x) { admit(x); },
    [this](const delivery& x) { deliver(x); },
    [this](const roster_change& x) { change(x); },
    [this](const receipt& x) { confirm(x); },
    [this](const room_lost& x) { lose(x); },
    [](wake_up) {}, // Its node looks after the tokens itself.
    [this](const session_query& x) { return ask<session_list>(x); },
    [this](const disconnect_request& x) { return ask<disconnect_receipt>(x); },
    [this](const link_open& x) { open(x); },
    [this](const far_join& x) { join(x); },
    [this](const far_leave& x) { put(x); },
    [this](const far_publish& x) { put(x, x.what.what.body.size()); },
    [this](const far_handover& x) {
      put(x, bytes_of(x.members) + x.state.size());
    },
    [this](const link_forget& x) { forget(x); },
    [this](const far_moved& x) { put(x); },
    [this](const broadcast_request& x) { put(x, x.what.body.size()); },
    [this](const post_request& x) { return ask<post_receipt>(x); },
    [this](const room_command& x) { return ask<room_answer>(x); },
    [this](const room_key& x) { return ask<room_status>(x); },
    [this](caf::get_atom x) { return ask<std::vector<room_status>>(x); },
    [this](const node_leaving& x) { put(x); },
    [this](caf::ok_atom) { return figures(); },
    [this](caf::tick_atom x) { return ask<node_figures>(x); },
    [this](caf::flush_atom) { flush(); },
    [this](const peer_timer& x) { expire(x); },
    [this](const link_batch& x) { receive(x); },
    [this](const link_ack& x) {
      if (!queue_.confirm(x.last))
        return give_up("it confirms what was never sent");
      flush();
    },
  };
}

// -- sending ------------------------------------------------------------------

void peer_link::put_message(caf::message what, std::size_t bytes) {
  if (!queue_.push(std::move(what), frame_bytes + bytes))
    return give_up("too much waits for it");
  if (peer_ && !std::exchange(flushing_, true))
    send(this, caf::flush_atom_v);
  count_waiting();
}

void peer_link::count_waiting() {
  setup_.totals->waiting = queue_.waiting();
  setup_.totals->waiting_bytes = queue_.bytes();
}

void peer_link::flush() {
  flushing_ = false;
  while (auto batch = queue_.next()) {
    count(setup_.totals->sent, batch->items.size());
    send(peer_, std::move(*batch));
  }
  count_waiting();
}

void peer_link::give_up(const char* why) {
  log::error("link_dropped", {{"peer", setup_.peer}, {"why", why}});
  count(setup_.totals->dropped);
  quit(caf::exit_reason::kill);
}

void peer_link::open(const link_open& x) {
  peer_ = x.peer;
  monitor(peer_);
  flush();
}

// -- from here ----------------------------------------------------------------

void peer_link::admit(const admission& x) {
  if (rooms_.try_emplace(x.status.epoch, x.room).second) {
    epochs_[x.room.address()] = x.status.epoch;
    monitor(x.room);
  }
  put(far_admission{x.session, x.status});
}

void peer_link::deliver(const delivery& x) {
  put(far(x), x.what->payload().size());
}

void peer_link::change(const roster_change& x) {
  auto told = far(x.told);
  auto bytes = bytes_of(x.entered) + told.payload.size();
  put(far_roster{x.entered, x.left, std::move(told)}, bytes);
}

void peer_link::confirm(const receipt& x) {
  auto from = epochs_.find(caf::actor_cast<caf::actor_addr>(current_sender()));
  if (from != epochs_.end())
    put(far_receipt{from->second, x}, x.ref.size());
}

void peer_link::lose(const room_lost& x) {
  put(x);
}

void peer_link::join(const far_join& x) {
  far_rooms_[x.room] = caf::actor_cast<far_room_actor>(current_sender());
  put(x, x.joined.body.size() + x.left.body.size());
}

void peer_link::forget(const link_forget& x) {
  auto from = caf::actor_cast<caf::actor_addr>(current_sender());
  auto room = far_rooms_.find(x.room);
  if (room != far_rooms_.end() && room->second.address() == from)
    far_rooms_.erase(room);
  auto epoch = far_epochs_.find(x.epoch);
  if (epoch != far_epochs_.end() && epoch->second.address() == from)
    far_epochs_.erase(epoch);
}

void peer_link::lose(const caf::down_msg& x) {
  if (peer_ == x.source)
    return quit();
  auto room = epochs_.find(x.source);
  if (room == epochs_.end())
    return;
  rooms_.erase(room->second);
  epochs_.erase(room);
}

template <class Answer, class Question>
caf::typed_response_promise<Answer> peer_link::ask(const Question& what) {
  auto out = make_response_promise<Answer>();
  auto number = ++last_question_;
  asked_.emplace(number, static_cast<caf::response_promise&>(out));
  delayed_send(this, setup_.options.ask_timeout, peer_timer{number, 0});
  put(far_question{number, caf::make_message(what)});
  return out;
}

void peer_link::expire(const peer_timer& x) {
  auto found = asked_.find(x.which);
  if (found == asked_.end())
    return;
  found->second.deliver(caf::make_error(caf::sec::request_timeout));
  asked_.erase(found);
}

void peer_link::on_exit() {
  for (auto& [number, asker] : std::exchange(asked_, {}))
    asker.deliver(caf::make_error(caf::sec::remote_linking_failed));
  // They know this actor, and would keep each other.
  rooms_.clear();
  far_rooms_.clear();
  far_epochs_.clear();
  peer_ = nullptr;
  setup_.totals->waiting = 0;
  setup_.totals->waiting_bytes = 0;
  setup_ = {};
}

link_figures peer_link::figures() const {
  return {queue_.sent(), received_, queue_.unconfirmed(), queue_.waiting(),
          queue_.bytes()};
}

} // namespace troupe
