// A game as the store keeps it, and as it comes to another node.
#include <troupe/game/game.hpp>

namespace troupe {

json game::snapshot() const {
  auto out = json{{"rules", match_->name()},
                  {"created_at", created_at_},
                  {"time_ms", timing_.each.count()},
                  {"increment_ms", timing_.increment.count()},
                  {"engine_level", engine_level_},
                  {"moves", match_->moves()},
                  {"clocks", clocks()},
                  {"draw_offer", draw_offer_ ? json(*draw_offer_) : json()},
                  {"result", ending_ ? ending_->result : ""},
                  {"reason", ending_ ? ending_->reason : ""}};
  for (seat_index i = 0; i < seats_.size(); ++i)
    if (const auto* who = seats_.at(i))
      out["players"].push_back(
        {{"seat", i},
         {"id", who->id},
         {"name", who->name},
         {"secret", who->secret},
         {"user_id", who->user_id},
         {"engine", who->engine},
         {"missed", who->missed},
         {"session", who->session ? who->session : who->before}});
  return out;
}

/// All its players have lost their connections; who was to move, still is.
void game::restore(const json& saved) {
  auto rules = options_->rules.find(saved.value("rules", ""));
  if (rules == options_->rules.end())
    return;
  match_ = rules->second();
  for (const auto& each : saved.value("moves", json::array()))
    if (match_->play(each))
      ++plies_;
  created_at_ = saved.value("created_at", "");
  timing_ = {std::chrono::milliseconds{saved.value("time_ms", 0)},
             std::chrono::milliseconds{saved.value("increment_ms", 0)}};
  engine_level_ = saved.value("engine_level", std::uint32_t{20});
  phase_ = phase::waiting;
  restore_players(saved.value("players", json::array()));
  if (auto result = saved.value("result", ""); !result.empty()) {
    ending_ = game_ending{std::move(result), saved.value("reason", "")};
    phase_ = phase::finished;
    return;
  }
  state.keep(true);
  expect_all();
  if (seats_.full())
    start();
  restore_clocks(saved.value("clocks", json::object()));
  if (auto offer = saved.find("draw_offer");
      offer != saved.end() && offer->is_number_unsigned())
    draw_offer_ = offer->get<seat_index>();
  wake(alarm::idle, options_->idle, emptied_);
  announce();
  ask_engine();
}

void game::restore_players(const json& saved) {
  for (const auto& each : saved) {
    auto seat = each.value("seat", seats_.size());
    if (seat >= seats_.size())
      continue;
    auto who = player{};
    who.id = each.value("id", "");
    who.name = each.value("name", "");
    who.secret = each.value("secret", "");
    who.user_id = each.value("user_id", "");
    who.engine = each.value("engine", false);
    who.missed = each.value("missed", false);
    who.before = each.value("session", session_id{0});
    seats_.take(seat, std::move(who));
    if (!seats_.at(seat)->engine)
      wait_for(seat);
  }
}

void game::restore_clocks(const json& saved) {
  if (!clock_ || !saved.is_object())
    return;
  for (seat_index i = 0; i < seats_.size(); ++i) {
    auto left = saved.value(match_->seat_name(i), timing_.each.count());
    clock_->set(i, std::chrono::milliseconds{left});
  }
  watch_clock();
}

} // namespace troupe
