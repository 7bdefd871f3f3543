// How rooms come to another node.
#include <troupe/actors/cluster/placement.hpp>

#include <utility>

namespace troupe {

namespace {

/// For this node to hear, too, that it has the room now.
constexpr auto early_time = std::chrono::seconds{2};
constexpr std::size_t max_early = 10'000;

} // namespace

// -- for the cluster ----------------------------------------------------------

void placement_state::look(const cluster_view& now) {
  view_ = now;
  end_far_rooms();
  release_own_rooms();
  serve_early();
  serve_waiting();
}

void placement_state::end_far_rooms() {
  for (auto& [key, x] : far_) {
    auto where = find(key);
    auto stays = where.link && where.link == x.link;
    if (!stays && !std::exchange(x.ending, true))
      self_->send(x.room, caf::close_atom_v);
  }
}

void placement_state::release_own_rooms() {
  self_->request(own_, setup_.ask_timeout, caf::get_atom_v)
    .then(
      [this](const std::vector<room_status>& all) {
        for (const auto& each : all)
          if (!find(each.room).here)
            self_->send(own_, release_request{each.room});
      },
      [](const caf::error&) {}); // It is gone, and with it the rooms.
}

void placement_state::forget(const far_gone& x) {
  auto found = far_.find(x.room);
  if (found != far_.end() && found->second.number == x.number)
    far_.erase(found);
  pass_on({x.room, x.epoch, x.members, {}, {}});
  serve_waiting();
}

// -- what goes with them ------------------------------------------------------

void placement_state::take(const handover& x) {
  if (!x.from) {
    self_->send(own_, retire_request{x.room, x.epoch});
    pass_on(x);
  } else if (find(x.room).here) {
    self_->send(own_, x);
  } else if (early_.size() < max_early) {
    early_.push_back({x, self_->clock().now()});
  } else {
    self_->send(caf::actor_cast<link_actor>(x.from), far_moved{x.room});
  }
}

void placement_state::serve_early() {
  auto oldest = self_->clock().now() - early_time;
  std::erase_if(early_, [&](const early& x) {
    auto here = find(x.what.room).here;
    if (here && x.came >= oldest)
      self_->send(own_, x.what);
    return here || x.came < oldest;
  });
}

/// To where the room is now.
void placement_state::pass_on(handover x) {
  if (x.members.empty() && x.state.empty())
    return;
  auto where = find(x.room);
  auto known = far_.find(x.room);
  auto ending = known != far_.end() && known->second.ending;
  if (where.here && !ending)
    return self_->send(own_, std::move(x));
  if (where.link && !ending)
    return self_->send(find_or_make(x.room, where.link), std::move(x));
  auto [found, made] = handovers_.try_emplace(x.room, x);
  if (made)
    return;
  found->second.members.insert(found->second.members.end(), x.members.begin(),
                               x.members.end());
  if (!x.state.empty())
    found->second.state = std::move(x.state);
}

void placement_state::serve_waiting() {
  for (auto& [key, each] : std::exchange(handovers_, {}))
    pass_on(std::move(each));
  for (const auto& each : std::exchange(waiting_, {}))
    join(each);
}

} // namespace troupe
