// The course of a game: moves, clocks, the opponent, the end.
#include <troupe/game/game.hpp>
#include <troupe/game/game_events.hpp>

#include <troupe/actors/log.hpp>

#include <algorithm>

namespace troupe {

void game::start() {
  phase_ = phase::playing;
  if (timing_.each.count() > 0) {
    clock_.emplace(seats_.size(), timing_.each, timing_.increment);
    clock_->start(match_->turn(), now());
    watch_clock();
  }
}

void game::played(seat_index seat, json what) {
  ++plies_;
  engine_attempts_ = 0;
  if (draw_offer_ && *draw_offer_ != seat)
    draw_offer_.reset();
  ending_ = match_->ending();
  if (clock_) {
    clock_->press(now());
    if (!ending_)
      clock_->start(match_->turn(), now());
  }
  what["player_id"] = seats_.at(seat)->id;
  what["ply"] = plies_;
  what["turn"] = match_->seat_name(match_->turn());
  what["clocks"] = clocks();
  tell_all(publish_fields("move_made", what));
  if (ending_)
    return finish(*ending_);
  watch_clock();
  touch();
  ask_engine();
}

void game::finish(const game_ending& how) {
  if (phase_ == phase::finished)
    return;
  phase_ = phase::finished;
  ending_ = how;
  draw_offer_.reset();
  opponent_.reset();
  if (clock_)
    clock_->stop(now());
  tell_all(
    troupe::publish(game_over_event{how.result, how.reason, {clocks()}, {}}));
  save();
}

/// What nobody has won: all that was known of it has gone with its node.
game_ending game::node_lost() {
  return {"*", "node_lost"};
}

// -- the clock ----------------------------------------------------------------

/// Has an alarm ring when the flag falls, unless one rings before that anyway.
void game::watch_clock() {
  if (!clock_ || !clock_->running())
    return;
  auto left = clock_->left(*clock_->running(), now());
  auto flag = now() + left;
  if (next_flag_ && *next_flag_ <= flag)
    return;
  next_flag_ = flag;
  wake(alarm::flag, left);
}

void game::clock_alarm() {
  if (phase_ != phase::playing || !clock_ || !clock_->running())
    return;
  auto side = *clock_->running();
  if (clock_->left(side, now()).count() == 0)
    return finish(match_->ending_by(forfeit::out_of_time, side));
  watch_clock();
}

// -- the opponent -------------------------------------------------------------

game::outcome game::add_engine(session_id who, const json& data) {
  if (!options_->opponents.make)
    return problem{error_code::unsupported, "There is no engine here", {}};
  if (!seats_.of(who))
    return problem{error_code::access_denied, "You are not playing", {}};
  auto seat = seats_.first_free();
  if (!seat)
    return problem{error_code::unavailable, "Game is full", {}};
  if (!lease_opponent())
    return problem{error_code::unavailable, "All engines are busy", {}};
  engine_level_ = data.value("level", std::uint32_t{20});
  auto engine = player{};
  engine.name = options_->opponents.name;
  engine.engine = true;
  sit_down(*seat, std::move(engine));
  return std::string{};
}

/// A game that was stored had one before.
bool game::lease_opponent() {
  if (!opponent_)
    if (auto taken = opponent_lease::take(options_->opponents, home_system()))
      opponent_.emplace(std::move(*taken));
  return opponent_.has_value();
}

void game::ask_engine() {
  if (phase_ != phase::playing)
    return;
  auto seat = match_->turn();
  const auto* who = seats_.at(seat);
  if (!who || !who->engine)
    return;
  if (!lease_opponent())
    return engine_fails(seat, plies_, "there is none");
  ++engine_attempts_;
  auto left = clock_ ? clock_->left(seat, now()) : game_clock::duration{0};
  auto left_ms = std::chrono::duration_cast<std::chrono::milliseconds>(left);
  auto asked
    = turn_request{to_text(match_->describe()), engine_level_,
                   static_cast<std::uint64_t>(left_ms.count()),
                   static_cast<std::uint64_t>(timing_.increment.count())};
  auto at = plies_;
  request(opponent_->actor(), options_->opponents.patience, std::move(asked))
    .then(
      [this, seat, at](const turn_answer& x) {
        x.trouble.empty() ? engine_moves(seat, at, x.move)
                          : engine_fails(seat, at, x.trouble);
      },
      [this, seat, at](const caf::error&) {
        engine_fails(seat, at, "no answer");
      });
}

void game::engine_moves(seat_index seat, std::size_t at,
                        const std::string& wish) {
  if (state.retiring())
    return; // The next node asks again.
  clock_alarm();
  if (phase_ != phase::playing || plies_ != at)
    return; // Too late.
  auto wanted = json::parse(wish, nullptr, /*allow_exceptions=*/false);
  auto made = match_->play(wanted.is_object() ? wanted : json::object());
  if (!made)
    return engine_fails(seat, at, made.error().message);
  played(seat, std::move(*made));
}

/// It may have died, and another one may do better.
void game::engine_fails(seat_index seat, std::size_t at, std::string_view why) {
  if (state.retiring() || phase_ != phase::playing || plies_ != at)
    return;
  log::error("engine_failed",
             {{"game", setup_.key.name}, {"why", std::string{why}}});
  if (opponent_ && engine_attempts_ < options_->opponents.attempts)
    return ask_engine();
  finish(match_->ending_by(forfeit::abandoned, seat));
}

} // namespace troupe
