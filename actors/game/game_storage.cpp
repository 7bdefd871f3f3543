// How a game outlives its actor.
#include <troupe/game/game.hpp>
#include <troupe/game/lobby.hpp>

#include <troupe/actors/log.hpp>

#include <caf/send.hpp>

#include <algorithm>

namespace troupe {

namespace {

constexpr auto record_id = "state";

/// For what the game's last node sends, if it is still there: members of other
/// nodes may be faster.
constexpr auto heritage_patience = std::chrono::seconds{3};

} // namespace

// -- from the store -----------------------------------------------------------

void game::load() {
  phase_ = phase::loading;
  if (!setup_.store)
    return loaded({});
  request(setup_.store, options_->store_patience,
          store_query{kind, setup_.key.name, {}, 1})
    .then([this](const store_reply& x) { loaded(x); },
          [this](const caf::error&) {
            loaded({"no answer", {}});
          });
}

void game::loaded(const store_reply& reply) {
  if (phase_ != phase::loading)
    return; // Its last node was faster.
  if (!reply.trouble.empty())
    log::debug("game_not_loaded",
               {{"game", setup_.key.name}, {"why", reply.trouble}});
  auto saved = reply.records.empty()
                 ? json{}
                 : json::parse(reply.records.front().value, nullptr,
                               /*allow_exceptions=*/false);
  phase_ = phase::missing;
  store_failed_ = !reply.trouble.empty();
  if (saved.is_object())
    restore(saved);
  else if (!store_failed_ && waits_for_heritage())
    return;
  serve_waiting();
  if (store_failed_)
    phase_ = phase::unknown; // Who comes next asks again.
  state.settle();
}

/// Some have been here before, so there must have been a game.
bool game::waits_for_heritage() {
  auto again = [](const newcomer& x) { return x.again; };
  if (std::none_of(newcomers_.begin(), newcomers_.end(), again))
    return false;
  phase_ = phase::loading;
  wake(alarm::heritage, heritage_patience);
  return true;
}

void game::give_up_waiting() {
  if (phase_ != phase::loading)
    return;
  phase_ = phase::missing;
  serve_waiting();
  state.settle();
}

void game::serve_waiting() {
  for (auto [who, again] : std::exchange(newcomers_, {})) {
    if (again)
      seat_again(who);
    greet({who, again});
  }
  waiting_.serve(
    [this](const auto& what, auto to) { answer(what, std::move(to)); });
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
  if (seats_.full())
    start();
  restore_clocks(saved.value("clocks", json::object()));
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

// -- from and to another node -------------------------------------------------

std::string game::heritage() {
  return match_ ? to_text(snapshot()) : std::string{};
}

/// Newer than what the store has, if there is one.
void game::inherit(const std::string& saved) {
  auto what = json::parse(saved, nullptr, /*allow_exceptions=*/false);
  if (match_ || !what.is_object())
    return;
  phase_ = phase::missing;
  restore(what);
  serve_waiting();
  save();
}

// -- to the store -------------------------------------------------------------

json game::snapshot() const {
  auto out = json{{"rules", match_->name()},
                  {"created_at", created_at_},
                  {"time_ms", timing_.each.count()},
                  {"increment_ms", timing_.increment.count()},
                  {"engine_level", engine_level_},
                  {"moves", match_->moves()},
                  {"clocks", clocks()},
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
         {"session", who->session ? who->session : who->before}});
  return out;
}

std::vector<store_change> game::all_changes() const {
  return {{{kind, setup_.key.name, record_id, to_text(snapshot())}, false},
          {lobby::index_record(summary()), false}};
}

/// Something has changed that may wait to be saved.
void game::touch() {
  dirty_ = true;
  if (!std::exchange(save_set_, true))
    wake(alarm::save, options_->save_every);
}

void game::save() {
  announce();
  dirty_ = true;
  if (!setup_.store)
    return saved();
  if (std::exchange(saving_, true))
    return; // Again when the store has answered.
  dirty_ = false;
  request(setup_.store, options_->store_patience, store_write{all_changes()})
    .then(
      [this](const store_reply& x) {
        x.trouble.empty() ? saved() : save_failed(x.trouble);
      },
      [this](const caf::error&) { save_failed("no answer"); });
}

/// Whoever has the game next reads what is sent to the store before.
void game::before_end() {
  if (dirty_ && match_ && setup_.store)
    caf::anon_send(setup_.store, store_write{all_changes()});
}

void game::saved() {
  saving_ = false;
  if (setup_.store && dirty_)
    return save_set_ ? void() : save();
  if (phase_ == phase::finished)
    state.keep(false);
}

void game::save_failed(std::string_view why) {
  saving_ = false;
  log::debug("game_not_saved",
             {{"game", setup_.key.name}, {"why", std::string{why}}});
  touch();
}

// -- to the lobby -------------------------------------------------------------

void game::announce() {
  auto update = room_command{lobby::address(), "update", to_text(summary()), 0};
  caf::anon_send(state.directory(), std::move(update));
}

/// Nobody waits for players any more.
void game::discard_if_idle(std::uint64_t emptied) {
  if (phase_ != phase::waiting || emptied != emptied_
      || state.status().members > 0)
    return;
  if (setup_.store)
    caf::anon_send(setup_.store,
                   store_write{{{{kind, setup_.key.name, record_id, {}}, true},
                                {lobby::index_record(summary()), true}}});
  caf::anon_send(state.directory(),
                 room_command{lobby::address(), "forget",
                              to_text({{"game_id", setup_.key.name}}), 0});
  phase_ = phase::missing;
  state.keep(false);
}

} // namespace troupe
