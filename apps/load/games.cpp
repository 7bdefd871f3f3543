#include <apps/load/games.hpp>

#include <apps/load/descriptors.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace load {

namespace {

using namespace std::chrono_literals;

constexpr auto look_pause = 100ms;
constexpr std::size_t seated_at_once = 64;
constexpr std::size_t made_at_once = 32; // They have sockets of their own.

} // namespace

games::games(stage& where, const games_options& how)
  : stage_(where),
    options_(how),
    maker_(where.loop, where.servers.front(), *this, made_at_once,
           where.patience),
    schedule_(how.rate) {
  auto lines = std::size_t{how.games} * (game_table::players + how.spectators);
  need_descriptors(lines + made_at_once);
  auto& owner = static_cast<game_table::listener&>(*this);
  auto rules = game_table::rules{how.spectators, how.moves, how.drain};
  for (std::uint32_t i = 0; i < how.games; ++i)
    tables_.emplace_back(where, rules, tally_, owner, i);
}

// -- the phases ---------------------------------------------------------------

report games::run() {
  auto costs = meter{stage_.server_process};
  open();
  auto start = clock::now();
  schedule_.start(start);
  play_until(start + options_.warm_up);

  auto out = report{};
  costs.start();
  auto delivered_before = tally_.delivered;
  tally_.measured_from = clock::now();
  auto end = tally_.measured_from + options_.measured;
  play_until(end);
  tally_.measured_to = clock::now();
  costs.stop(out);
  out.deliveries = tally_.delivered - delivered_before;

  unsent_ = schedule_.untaken(end);
  drain();
  auto stuck = stalled();
  end_all();
  describe(out);
  out.results.emplace_back("stalled", static_cast<double>(stuck));
  return out;
}

void games::open() {
  for (auto i = options_.games; i-- > 0;)
    to_make_.push_back(i);
  auto deadline = clock::now() + stage_.patience;
  while (ready_.size() < tables_.size()) {
    turn(deadline);
    if (clock::now() >= deadline || refusals_ > 0)
      throw std::runtime_error{
        std::to_string(ready_.size()) + " of " + std::to_string(tables_.size())
        + " games started: "
        + (why_refused_.empty() ? "not in time" : why_refused_)};
  }
}

void games::play_until(clock::time_point end) {
  for (auto now = clock::now(); now < end; now = clock::now()) {
    make_moves(now);
    turn(ready_.empty() ? end : std::min(end, schedule_.next()));
  }
  make_moves(end); // in case that the last turn took too long
}

void games::make_moves(clock::time_point now) {
  while (!ready_.empty() && schedule_.is_due(now)) {
    auto& next = tables_[ready_.front()];
    ready_.pop_front();
    if (next.is_turn()) // it may have broken off since
      next.move(schedule_.take(now));
  }
}

void games::drain() {
  auto seen = tally_.delivered;
  auto deadline = clock::now() + options_.drain;
  while (tally_.delivered < expected() && clock::now() < deadline) {
    turn(deadline);
    if (std::exchange(seen, tally_.delivered) != tally_.delivered)
      deadline = clock::now() + options_.drain;
  }
}

void games::end_all() {
  over_ = true;
  for (auto& one : tables_)
    one.finish();
  auto deadline = clock::now() + options_.drain + stage_.patience;
  auto busy = [](const game_table& x) { return !x.is_free(); };
  while ((under_way_ > 0 || std::any_of(tables_.begin(), tables_.end(), busy))
         && clock::now() < deadline)
    turn(deadline);
}

// -- one turn -----------------------------------------------------------------

void games::turn(clock::time_point until) {
  start_some();
  auto now = clock::now();
  stage_.loop.turn(std::min(until, std::max(next_look_, now)));
  look_after(clock::now());
}

void games::start_some() {
  for (auto& [table, game_id] : std::exchange(made_, {}))
    tables_[table].open(game_id, options_.seed + made_in_all_++);
  while (!over_ && !to_make_.empty() && under_way_ < seated_at_once
         && maker_.is_free()) {
    ++under_way_;
    maker_.make(to_make_.back());
    to_make_.pop_back();
  }
}

void games::look_after(clock::time_point now) {
  if (now < next_look_)
    return;
  next_look_ = now + look_pause;
  maker_.end_overdue(now);
  for (auto& one : tables_)
    one.end_overdue(now);
  to_make_.insert(to_make_.end(), refused_.begin(), refused_.end());
  refused_.clear();
  show_progress(now);
}

// -- what tables tell ---------------------------------------------------------

void games::on_made(std::uint32_t table, std::string game_id) {
  made_.emplace_back(table, std::move(game_id));
}

void games::on_not_made(std::uint32_t table, std::string_view why) {
  refuse(table, why);
}

void games::on_not_seated(game_table& which, std::string_view why) {
  refuse(which.index(), why);
}

void games::refuse(std::uint32_t table, std::string_view why) {
  --under_way_;
  ++refusals_;
  why_refused_ = why;
  refused_.push_back(table);
}

void games::on_turn(game_table& which) {
  if (which.moves() == 0)
    --under_way_;
  if (over_)
    which.finish();
  else
    ready_.push_back(which.index());
}

void games::on_free(game_table& which) {
  std::erase(ready_, which.index());
  to_make_.push_back(which.index());
}

// -- what is told -------------------------------------------------------------

std::uint64_t games::expected() const {
  return tally_.moves * (game_table::players + options_.spectators)
         - tally_.found.lost;
}

std::uint64_t games::stalled() const {
  return static_cast<std::uint64_t>(
    std::count_if(tables_.begin(), tables_.end(),
                  [](const auto& x) { return x.is_moving(); }));
}

void games::describe(report& out) const {
  auto number = [](std::uint64_t x) { return static_cast<double>(x); };
  out.settings = {{"games", options_.games},
                  {"spectators", options_.spectators},
                  {"moves_of_a_game", options_.moves},
                  {"rate", options_.rate},
                  {"seed", number(options_.seed)}};
  out.results = {{"started", number(made_in_all_)},
                 {"finished", number(tally_.finished)},
                 {"refusals", number(refusals_)},
                 {"moves", number(tally_.moves)},
                 {"delivered", number(tally_.delivered)},
                 {"unsent", number(unsent_)}};
  out.latencies.push_back(
    {"move", options_.rate > 0 ? "intended send time" : "send time",
     tally_.moving});
  out.latencies.push_back({"seating", "start of the connects", tally_.seating});
  out.found = tally_.found;
  out.first_error = tally_.first_error;
}

void games::show_progress(clock::time_point now) {
  if (stage_.display.is_due(now))
    stage_.display.show(std::to_string(tally_.moves) + " moves, "
                        + std::to_string(tally_.delivered) + " delivered"
                        + (tally_.found.any() ? ", with faults" : ""));
}

} // namespace load
