// Who plays a game, who watches, and who comes back.
#include <troupe/game/game.hpp>
#include <troupe/game/game_events.hpp>

#include <troupe/actors/rejoin.hpp>
#include <troupe/protocol/hex.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

/// For members of other nodes to come back, and for commands on their way.
constexpr auto roll_time = rejoin_time + std::chrono::seconds{1};

} // namespace

result<seat_index> game::choose_seat(const std::string& color) const {
  if (seats_.full())
    return problem{error_code::unavailable, "Game is full", {}};
  auto wanted = color == "random"
                  ? static_cast<seat_index>(setup_.random() % seats_.size())
                  : seats_.size();
  for (seat_index i = 0; i < seats_.size(); ++i)
    if (match_->seat_name(i) == color)
      wanted = i;
  if (wanted == seats_.size())
    return refusal(words_for_game({"color", "is none of this game"}));
  if (!seats_.at(wanted))
    return wanted;
  if (color == "random")
    return *seats_.first_free();
  return problem{error_code::unavailable, "Color is taken", {}};
}

json game::sit_down(seat_index seat, player who) {
  who.id = "player_" + to_hex(setup_.random());
  who.secret = to_hex(setup_.random()) + to_hex(setup_.random());
  seats_.take(seat, std::move(who));
  if (seats_.full())
    start();
  announce_player(seat);
  count_spectators();
  save();
  ask_engine();
  const auto& sitting = *seats_.at(seat);
  return {{"player_id", sitting.id},
          {"color", match_->seat_name(seat)},
          {"secret", sitting.secret}};
}

json game::come_back(seat_index seat, session_id who) {
  auto& sitting = *seats_.at(seat);
  auto color = match_->seat_name(seat);
  if (sitting.session != 0) // Its connection has not noticed yet that it broke.
    state.tell_one(troupe::publish(seat_moved_event{color}), sitting.session);
  sit_again(seat, who);
  announce_player(seat);
  count_spectators();
  announce();
  return {{"player_id", sitting.id},
          {"color", std::move(color)},
          {"secret", sitting.secret}};
}

void game::announce_player(seat_index seat) {
  const auto& who = *seats_.at(seat);
  tell_all(troupe::publish(player_joined_event{who.id,
                                               who.name,
                                               match_->seat_name(seat),
                                               std::string{status()},
                                               who.engine,
                                               {clocks()}}));
}

void game::join(const join_request& request) {
  room::join(request);
  if (state.retiring())
    return; // It is on its way to the next one.
  if (phase_ == phase::unknown)
    load();
  auto who = newcomer{request.session, request.again};
  if (phase_ == phase::loading || phase_ == phase::missing) {
    newcomers_.push_back(who);
    if (phase_ == phase::missing && !waits_for_heritage())
      serve_waiting();
  } else {
    auto seat = request.again ? seat_again(request.session) : std::nullopt;
    greet(who);
    if (seat)
      announce_player(*seat); // Others have been greeted before.
  }
  count_spectators();
}

/// His room was made anew, not his connection: he need not prove himself.
std::optional<seat_index> game::seat_again(session_id who) {
  auto seat = seats_.of_speaker(who);
  if (seat)
    sit_again(*seat, who);
  return seat;
}

void game::sit_again(seat_index seat, session_id who) {
  auto& sitting = *seats_.at(seat);
  sitting.session = who;
  sitting.missed = false;
}

void game::greet(const newcomer& x) {
  if (phase_ != phase::missing)
    state.tell_one(publish_fields("game_state", state_for(x.session)),
                   x.session);
  else if (x.again)
    state.tell_one(troupe::publish(game_over_event{
                     node_lost().result, node_lost().reason, {json{}}, {}}),
                   x.session);
  // Else the channel says that there is no such game.
}

void game::leave(const leave_request& request) {
  room::leave(request);
  if (state.retiring())
    return; // The next node misses him.
  std::erase_if(newcomers_,
                [&](auto& x) { return x.session == request.session; });
  auto seat = seats_.of(request.session);
  if (seat && request.moved)
    moved(*seat);
  else if (seat)
    lost(*seat);
  count_spectators();
  if (state.status().members > 0)
    return;
  ++emptied_;
  if (phase_ == phase::waiting) // An alarm keeps the actor of a game that ends.
    wake(alarm::idle, options_->idle, emptied_);
}

/// He comes back to the game's next place, or to this one.
void game::moved(seat_index seat) {
  auto& who = *seats_.at(seat);
  who.before = std::exchange(who.session, 0);
  if (phase_ == phase::finished)
    return;
  wait_for(seat);
  expect_all();
}

void game::lost(seat_index seat) {
  auto& who = *seats_.at(seat);
  who.before = std::exchange(who.session, 0);
  if (phase_ != phase::finished)
    wait_for(seat);
  miss(seat, options_->grace);
}

/// Tells that he is gone, and for how long his seat still waits.
void game::miss(seat_index seat, std::chrono::milliseconds left) {
  auto& who = *seats_.at(seat);
  who.missed = true;
  auto event
    = player_left_event{who.id, match_->seat_name(seat), "connection_lost", {}};
  if (phase_ != phase::finished)
    event.grace_ms.emplace(
      static_cast<std::uint64_t>(std::max(left.count(), std::int64_t{0})));
  tell_all(troupe::publish(event));
  save(); // A server that stops closes its connections first.
}

void game::wait_for(seat_index seat) {
  ++losses_[seat];
  wake(alarm::grace, options_->grace, losses_[seat] * seats_.size() + seat);
}

/// Some may be gone without a word: the end of a session may be faster than
/// what it said before, and a node takes its players along.
void game::expect_all() {
  wake(alarm::roll, roll_time, ++rolls_);
}

void game::call_roll(std::uint64_t turn) {
  if (turn != rolls_ || phase_ == phase::finished)
    return;
  for (seat_index i = 0; i < seats_.size(); ++i) {
    const auto* who = seats_.at(i);
    if (!who || who->engine || who->missed || state.has(who->session))
      continue;
    if (who->session != 0)
      lost(i);
    else // His seat waits already.
      miss(i, options_->grace - roll_time);
  }
}

void game::grace_over(seat_index seat, std::uint64_t loss) {
  const auto* who = seats_.at(seat);
  if (!who || who->online() || losses_[seat] != loss)
    return;
  if (phase_ == phase::playing)
    return finish(match_->ending_by(forfeit::abandoned, seat));
  if (phase_ != phase::waiting)
    return;
  seats_.vacate(seat);
  touch();
}

void game::count_spectators() {
  if (phase_ == phase::loading)
    return; // Who sits is not known yet.
  auto seated = std::uint64_t{0};
  for (seat_index i = 0; i < seats_.size(); ++i)
    if (const auto* who = seats_.at(i); who && who->session != 0)
      ++seated;
  auto members = state.status().members;
  auto watching = members > seated ? members - seated : 0;
  if (std::exchange(spectators_, watching) == watching)
    return;
  tell_all(troupe::publish(spectators_event{watching}));
  if (match_)
    announce();
}

} // namespace troupe
