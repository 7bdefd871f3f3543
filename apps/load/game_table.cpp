#include <apps/load/game_table.hpp>

#include <apps/game/chess/san.hpp>

#include <algorithm>

namespace load {

game_table::game_table(stage& where, const rules& how, game_tally& counts,
                       listener& owner, std::uint32_t index)
  : stage_(where),
    rules_(how),
    tally_(counts),
    owner_(owner),
    viewers_(players + how.spectators),
    ledger_(viewers_.size()),
    index_(index) {
  auto& self = static_cast<connection::listener&>(*this);
  for (std::uint32_t i = 0; i < viewers_.size(); ++i)
    lines_.emplace_back(where.loop, where.server_of(i), *where.speech, self, i);
}

void game_table::open(const std::string& game_id, std::uint64_t seed) {
  game_ = random_game{seed};
  ledger_.start({});
  viewers_.assign(viewers_.size(), {});
  broken_off_ = false;
  phase_ = phase::seating;
  since_ = clock::now();
  for (auto& line : lines_)
    if (phase_ == phase::seating) // what fails may fail at once
      line.open(game_id);
}

void game_table::move(clock::time_point due) {
  due_ = due;
  phase_ = phase::moving;
  ++tally_.moves;
  auto& line = lines_[ledger_.turn()];
  ledger_.add(to_uci(next_->what), next_->san);
  line.say(move_text(*next_));
}

void game_table::finish() {
  if (phase_ != phase::turn && phase_ != phase::moving)
    return;
  phase_ = phase::ending;
  since_ = clock::now();
  lines_[ledger_.turn()].say(resign_text());
}

void game_table::end_overdue(clock::time_point now) {
  auto waited = now - since_;
  if (phase_ == phase::seating && waited >= stage_.patience) {
    cut();
    owner_.on_not_seated(*this, "the game did not start in time");
  } else if (phase_ == phase::ending && waited >= rules_.drain) {
    leave();
  } else if (phase_ == phase::leaving && waited >= stage_.patience) {
    for (const auto& line : lines_)
      tally_.found.disconnected += line.is_closed() ? 0 : 1;
    cut();
    owner_.on_free(*this);
  }
}

// -- from seat to seat --------------------------------------------------------

void game_table::on_joined(connection& who) {
  if (who.index() < players)
    return who.say(join_text(who.index()));
  start_when_seated(clock::now());
}

void game_table::start_when_seated(clock::time_point now) {
  auto seated
    = [](const viewer& x) { return x.started && !x.player_id.empty(); };
  if (phase_ != phase::seating
      || !std::all_of(viewers_.begin(), viewers_.begin() + players, seated)
      || !std::all_of(lines_.begin(), lines_.end(),
                      [](const auto& x) { return x.is_joined(); }))
    return;
  tally_.seating.record(now - since_);
  ledger_.start({viewers_[0].player_id, viewers_[1].player_id});
  plan_move();
}

void game_table::plan_move() {
  phase_ = phase::turn;
  next_ = moves() < rules_.max_moves ? game_.next() : std::nullopt;
  if (next_)
    owner_.on_turn(*this);
  else
    finish();
}

void game_table::leave() {
  count_losses();
  phase_ = phase::leaving;
  since_ = clock::now();
  for (auto& line : lines_)
    if (line.is_joined())
      line.leave();
}

void game_table::free_when_left() {
  if (!std::all_of(lines_.begin(), lines_.end(),
                   [](const auto& x) { return x.is_closed(); }))
    return;
  phase_ = phase::free;
  tally_.finished += broken_off_ ? 0 : 1;
  owner_.on_free(*this);
}

void game_table::cut() {
  phase_ = phase::free;
  for (auto& line : lines_)
    line.cut();
}

void game_table::count_losses() {
  tally_.found.lost += ledger_.missing();
  if (phase_ == phase::ending)
    tally_.found.lost += static_cast<std::uint64_t>(std::count_if(
      viewers_.begin(), viewers_.end(), [](const auto& x) { return !x.over; }));
}

// -- what connections tell ----------------------------------------------------

void game_table::on_said(connection& who, std::string_view text,
                         clock::time_point now) {
  auto said = read_game_event(text);
  auto& by = viewers_[who.index()];
  switch (said.what) {
    case game_event::kind::seat:
      by.player_id = said.text;
      return start_when_seated(now);
    case game_event::kind::started:
      by.started = true;
      return start_when_seated(now);
    case game_event::kind::move: return on_move(who.index(), said.move, now);
    case game_event::kind::over: return on_over(by);
    case game_event::kind::error: return on_error(said.text);
    case game_event::kind::damaged: ++tally_.found.damaged; return;
    case game_event::kind::other: return;
  }
}

void game_table::on_error(std::string_view words) {
  ++*tally_.found.errors;
  if (tally_.first_error.empty())
    tally_.first_error = words;
  if (phase_ != phase::seating)
    return; // What was refused will count as lost.
  cut();
  owner_.on_not_seated(*this, words);
}

void game_table::on_move(std::uint32_t who, const made_move& what,
                         clock::time_point now) {
  switch (ledger_.note(who, what)) {
    case move_arrival::again: ++tally_.found.doubled; return;
    case move_arrival::stray: ++tally_.found.stray; return;
    case move_arrival::damaged: ++tally_.found.damaged; return;
    case move_arrival::late: ++tally_.found.reordered; break;
    case move_arrival::in_order: break;
  }
  ++tally_.delivered;
  if (phase_ == phase::ending)
    return leave_when_over();
  if (phase_ != phase::moving || who != ledger_.turn() || what.ply != moves())
    return;
  if (due_ >= tally_.measured_from && due_ < tally_.measured_to)
    tally_.moving.record(now - due_);
  plan_move();
}

void game_table::on_over(viewer& who) {
  if (who.over)
    ++tally_.found.doubled;
  else if (phase_ != phase::ending)
    ++tally_.found.stray;
  else
    who.over = true;
  leave_when_over();
}

void game_table::leave_when_over() {
  if (phase_ == phase::ending && ledger_.missing() == 0
      && std::all_of(viewers_.begin(), viewers_.end(),
                     [](const auto& x) { return x.over; }))
    leave();
}

void game_table::on_ended(connection&, ending how, std::string_view why) {
  switch (phase_) {
    case phase::free: return;
    case phase::seating: cut(); return owner_.on_not_seated(*this, why);
    case phase::leaving:
      tally_.found.disconnected += how == ending::clean ? 0 : 1;
      return free_when_left();
    default:
      ++tally_.found.disconnected;
      broken_off_ = true;
      leave();
      return free_when_left();
  }
}

} // namespace load
