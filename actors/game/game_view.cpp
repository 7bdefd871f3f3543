// What others see of a game.
#include <troupe/game/game.hpp>

namespace troupe {

std::string_view game::status() const {
  switch (phase_) {
    case phase::playing: return "playing";
    case phase::finished: return "finished";
    default: return "waiting";
  }
}

json game::clocks() const {
  if (!clock_)
    return nullptr;
  auto out = json::object();
  for (seat_index i = 0; i < seats_.size(); ++i) {
    auto left = clock_->left(i, now());
    out[match_->seat_name(i)]
      = std::chrono::duration_cast<std::chrono::milliseconds>(left).count();
  }
  return out;
}

json game::players() const {
  auto out = json::array();
  for (seat_index i = 0; i < seats_.size(); ++i)
    if (const auto* who = seats_.at(i))
      out.push_back({{"player_id", who->id},
                     {"player_name", who->name},
                     {"color", match_->seat_name(i)},
                     {"online", who->online()},
                     {"engine", who->engine}});
  return out;
}

/// @pre it is no missing game.
json game::summary() const {
  return {{"game_id", setup_.key.name},
          {"rules", match_->name()},
          {"status", status()},
          {"players", players()},
          {"spectators", spectators_},
          {"moves", plies_},
          {"result", ending_ ? json(ending_->result) : json()},
          {"reason", ending_ ? json(ending_->reason) : json()},
          {"created_at", created_at_},
          {"minutes", static_cast<double>(timing_.each.count()) / 60'000},
          {"increment_seconds",
           static_cast<double>(timing_.increment.count()) / 1'000}};
}

json game::state_for(session_id member) const {
  auto out = match_->describe();
  out.update(summary());
  out["turn"] = match_->seat_name(match_->turn());
  out["moves"] = match_->moves();
  out["clocks"] = clocks();
  out["draw_offer"]
    = draw_offer_ ? json(match_->seat_name(*draw_offer_)) : json();
  out["engine_available"] = options_->opponents.make ? true : false;
  auto seat = seats_.of(member);
  out["you"] = seat ? json({{"player_id", seats_.at(*seat)->id},
                            {"color", match_->seat_name(*seat)}})
                    : json();
  return out;
}

std::string game::record() const {
  auto header = record_header{setup_.key.name, created_at_, {}, ending_};
  for (seat_index i = 0; i < seats_.size(); ++i)
    header.players.push_back(seats_.at(i) ? seats_.at(i)->name : "");
  return match_->record(header);
}

void game::tell_all(const publication& what) {
  state.publish({what, 0, 0, {}});
}

} // namespace troupe
