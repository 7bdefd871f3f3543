// What a game can be told, and what it answers.
#include <troupe/game/game.hpp>
#include <troupe/game/game_events.hpp>
#include <troupe/protocol/timestamps.hpp>

namespace troupe {

namespace {

problem not_found() {
  return {error_code::not_found, "Game not found", {}};
}

problem not_playing() {
  return {error_code::access_denied, "You are not playing", {}};
}

problem invalid_move(std::string why) {
  return {error_code::validation_failed, "Invalid move", {}, std::move(why)};
}

problem conflict(std::string words) {
  return {error_code::unavailable, std::move(words), {}};
}

} // namespace

caf::result<room_answer> game::command(const room_command& request) {
  auto to = make_response_promise<promise>();
  if (phase_ == phase::unknown && request.name != "create")
    load();
  if (phase_ != phase::loading)
    answer(request, to);
  else if (!waiting_.add(request, to, options_->max_waiting))
    to.deliver(refusal_of(conflict("Too many wait for this game")));
  return to;
}

void game::answer(const room_command& what, promise to) {
  auto data = json::parse(what.data, nullptr, /*allow_exceptions=*/false);
  auto out = execute(what, data.is_object() ? data : json::object());
  if (out)
    to.deliver(room_answer{0, {}, {}, std::move(*out)});
  else
    to.deliver(refusal_of(out.error()));
  state.settle(); // One that is missing, or was only looked at.
}

game::outcome game::execute(const room_command& what, const json& data) {
  if (what.name == "create")
    return create(data);
  if (what.name == "find")
    return to_text(
      {{"found", phase_ != phase::missing}, {"unknown", store_failed_}});
  if (state.retiring())
    return conflict("The room is moving to another node");
  if (phase_ == phase::missing && store_failed_)
    return conflict("Games are not available");
  if (phase_ == phase::missing)
    return not_found();
  clock_alarm(); // The flag may have fallen, and its alarm not rung yet.
  if (what.name == "look")
    return look();
  if (what.name == "take_seat")
    return take_seat(what.session, data);
  if (what.name == "move")
    return move(what.session, data);
  if (what.name == "choices")
    return choices();
  if (what.name == "chat")
    return chat(what.session, data);
  if (what.name == "leave")
    return leave_game(what.session);
  if (what.name == "resign")
    return give_up(what.session);
  if (what.name == "offer_draw")
    return offer_draw(what.session);
  if (what.name == "accept_draw")
    return accept_draw(what.session);
  if (what.name == "decline_draw")
    return decline_draw(what.session);
  if (what.name == "add_engine")
    return add_engine(what.session, data);
  return problem{error_code::unsupported, "No such command: " + what.name, {}};
}

game::outcome game::create(const json& data) {
  auto rules = options_->rules.find(data.value("rules", ""));
  if (phase_ != phase::unknown || rules == options_->rules.end())
    return problem{error_code::bad_request, "No such rules", {}};
  match_ = rules->second();
  created_at_ = to_rfc3339(setup_.now());
  timing_ = {std::chrono::milliseconds{data.value("time_ms", 0)},
             std::chrono::milliseconds{data.value("increment_ms", 0)}};
  phase_ = phase::waiting;
  state.keep(true);
  wake(alarm::idle, options_->idle, emptied_);
  save();
  return to_text(summary());
}

game::outcome game::look() const {
  auto out = summary();
  out["record"] = record();
  return to_text(out);
}

game::outcome game::take_seat(session_id who, const json& data) {
  if (seats_.of(who))
    return conflict("Already joined");
  if (!state.has(who))
    expect_all();
  auto claim = seat_claim{data.value("secret", ""), data.value("user_id", "")};
  if (auto own = seats_.of(claim))
    return to_text(come_back(*own, who));
  auto seat = choose_seat(data.value("color", ""));
  if (!seat)
    return seat.error();
  auto name = data.value("player_name", "");
  return to_text(
    sit_down(*seat, {{}, std::move(name), {}, claim.user_id, who, false}));
}

game::outcome game::move(session_id who, const json& wish) {
  auto seat = seats_.of_speaker(who);
  if (!seat)
    return invalid_move("you are not playing");
  if (phase_ == phase::waiting)
    return invalid_move("the game has not begun");
  if (phase_ == phase::finished)
    return invalid_move("the game is over");
  if (match_->turn() != *seat)
    return invalid_move("it is not your turn");
  auto made = match_->play(wish);
  if (!made)
    return invalid_move(made.error().message);
  played(*seat, std::move(*made));
  return std::string{};
}

game::outcome game::choices() const {
  return to_text(
    {{"moves", phase_ == phase::finished ? json::array() : match_->choices()}});
}

result<seat_index> game::seat_in_play(session_id who) const {
  auto seat = seats_.of_speaker(who);
  if (!seat)
    return not_playing();
  if (phase_ == phase::waiting)
    return conflict("The game has not begun");
  if (phase_ == phase::finished)
    return conflict("The game is over");
  return *seat;
}

game::outcome game::give_up(session_id who) {
  auto seat = seat_in_play(who);
  if (!seat)
    return seat.error();
  finish(match_->ending_by(forfeit::resigned, *seat));
  return std::string{};
}

game::outcome game::offer_draw(session_id who) {
  auto seat = seat_in_play(who);
  if (!seat)
    return seat.error();
  if (draw_offer_ && *draw_offer_ != *seat)
    return accept_draw(who);
  if (!draw_offer_) {
    draw_offer_ = *seat;
    tell_all(troupe::publish(
      draw_offered_event{seats_.at(*seat)->id, match_->seat_name(*seat)}));
    touch();
  }
  return std::string{};
}

/// The seat of somebody who has been offered a draw.
result<seat_index> game::seat_to_answer(session_id who) const {
  auto seat = seat_in_play(who);
  if (seat && (!draw_offer_ || *draw_offer_ == *seat))
    return conflict("No draw was offered");
  return seat;
}

game::outcome game::accept_draw(session_id who) {
  auto seat = seat_to_answer(who);
  if (!seat)
    return seat.error();
  finish({"1/2-1/2", "agreed_draw"});
  return std::string{};
}

game::outcome game::decline_draw(session_id who) {
  auto seat = seat_to_answer(who);
  if (!seat)
    return seat.error();
  draw_offer_.reset();
  tell_all(troupe::publish(draw_declined_event{seats_.at(*seat)->id}));
  touch();
  return std::string{};
}

game::outcome game::chat(session_id who, const json& data) {
  auto seat = seats_.of_speaker(who);
  auto event = game_chat_event{
    data.value("message", ""), data.value("user_id", ""), {}, {}};
  if (seat) {
    event.player_id = seats_.at(*seat)->id;
    event.player_name = seats_.at(*seat)->name;
  }
  tell_all(troupe::publish(event));
  return std::string{};
}

game::outcome game::leave_game(session_id who) {
  auto seat = seats_.of_speaker(who);
  if (!seat)
    return not_playing();
  if (phase_ == phase::playing)
    finish(match_->ending_by(forfeit::resigned, *seat));
  auto& player = *seats_.at(*seat);
  if (player.session != 0)
    tell_all(troupe::publish(
      player_left_event{player.id, match_->seat_name(*seat), "left", {}}));
  if (phase_ == phase::waiting)
    seats_.vacate(*seat);
  else
    player.session = player.before = 0; // He stays in the record.
  count_spectators();
  touch();
  return std::string{};
}

} // namespace troupe
