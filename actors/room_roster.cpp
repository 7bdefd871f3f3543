// How a room that has moved finds out who is still there.
#include <troupe/actors/rejoin.hpp>
#include <troupe/actors/room.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

bool is_silent(const publication& joined, const publication& left) {
  return joined.empty() && left.empty();
}

} // namespace

void room_state::take(const handover& what) {
  if (retiring_)
    return self_->send(setup_.directory, what);
  rejoining_ = true;
  if (roster_ && !what.members.empty())
    roster_->hand_in(what.from.address(), what.members);
  wait_for_others();
}

void room_state::wait_for_others() {
  self_->delayed_send(self_, rejoin_time, rejoin_over{++rejoin_turn_});
}

void room_state::end_of_rejoin(std::uint64_t turn) {
  if (turn != rejoin_turn_ || retiring_)
    return;
  rejoining_ = false;
  if (roster_)
    tell_differences();
  settle();
}

void room_state::tell_differences() {
  for (const auto& each : roster_->absent())
    announce(each, false, false);
  for (const auto& each : roster_->unknown())
    announce(each, true, false);
  roster_->settle(nodes());
}

void room_state::hand_over(std::string state_of_kind) {
  retiring_ = true;
  auto known = roster_ ? roster_->known_to({}) : std::vector<roster_entry>{};
  self_->send(setup_.directory, handover{setup_.key,
                                         setup_.epoch,
                                         std::move(known),
                                         std::move(state_of_kind),
                                         {}});
}

// -- what is told -------------------------------------------------------------

void room_state::announce(const join_request& x, bool new_route) {
  auto where = x.elsewhere ? x.relay.address() : roster::node{};
  if ((x.again && members_.size() == 1) || (new_route && roster_->waits(where)))
    wait_for_others();
  roster_->begin(x.again);
  if (new_route && x.elsewhere)
    list_members(x.relay);
  if (!is_silent(x.joined, x.left))
    announce({x.session, x.joined, x.left}, true, x.again);
}

/// Those on each node hear only what is news to them.
void room_state::announce(const roster_entry& who, bool entered, bool again) {
  auto told = delivery_of(entered ? who.joined : who.left, who.session);
  auto change = roster_change{{}, {}, told};
  if (entered)
    change.entered.push_back(who);
  else
    change.left.push_back(who.session);
  for (const auto& x : routes_)
    if (roster_->knows(x.node(), who.session, again) == entered)
      continue;
    else if (x.elsewhere)
      self_->send(x.relay, change);
    else if (told.what)
      self_->send(x.relay, told);
  note(who, entered);
}

delivery room_state::delivery_of(const publication& what, session_id except) {
  auto out = delivery{setup_.epoch, nullptr, except, 0};
  if (what.empty())
    return out;
  count(setup_.totals->publications);
  out.what = encode(what);
  return out;
}

void room_state::note(const roster_entry& who, bool entered) {
  for (const auto& where : nodes()) // A node without members has heard nothing.
    if (entered)
      roster_->note_entered(where, who);
    else
      roster_->note_left(where, who.session);
  if (entered)
    roster_->enter(who);
  else
    roster_->leave(who.session);
}

std::vector<roster::node> room_state::nodes() const {
  auto out = std::vector<roster::node>{};
  for (const auto& x : routes_)
    out.push_back(x.node());
  return out;
}

/// For a node that has no members yet.
void room_state::list_members(const relay_actor& for_whom) {
  auto all = roster_->known_to(for_whom.address());
  all.resize(std::min(all.size(), max_roster));
  for (std::size_t i = 0; i < all.size(); i += roster_part) {
    auto from = all.begin() + static_cast<std::ptrdiff_t>(i);
    auto size = std::min(roster_part, all.size() - i);
    self_->send(for_whom,
                roster_change{{from, from + static_cast<std::ptrdiff_t>(size)},
                              {},
                              {setup_.epoch, nullptr, 0, 0}});
  }
}

} // namespace troupe
