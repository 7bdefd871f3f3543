// How a game outlives its actor.
#include <troupe/game/game.hpp>
#include <troupe/game/lobby.hpp>

#include <troupe/actors/log.hpp>

#include <caf/send.hpp>

#include <utility>

namespace troupe {

namespace {

constexpr auto record_id = "state";

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
  store_failed_ = !reply.trouble.empty();
  if (store_failed_)
    return not_loaded(reply.trouble);
  auto saved = reply.records.empty()
                 ? json{}
                 : json::parse(reply.records.front().value, nullptr,
                               /*allow_exceptions=*/false);
  phase_ = phase::missing;
  if (saved.is_object() && saved.value("handed_over", false))
    old_record_ = std::move(saved);
  else if (saved.is_object())
    restore(saved);
  if (phase_ == phase::missing && waits_for_heritage())
    return;
  serve_waiting();
  state.settle();
}

/// Who was here before waits for the next try; others are sent away.
void game::not_loaded(std::string_view why) {
  log::debug("game_not_loaded",
             {{"game", setup_.key.name}, {"why", std::string{why}}});
  phase_ = phase::missing;
  serve_commands();
  phase_ = phase::unknown; // Who comes next asks again.
  if (some_return())
    wake(alarm::load, options_->save_every);
  state.settle();
}

void game::serve_waiting() {
  auto arrived = std::exchange(newcomers_, {});
  for (const auto& each : arrived)
    if (each.again)
      seat_again(each.session);
  count_spectators();
  for (const auto& each : arrived)
    greet(each);
  serve_commands();
}

void game::serve_commands() {
  waiting_.serve(
    [this](const auto& what, auto to) { answer(what, std::move(to)); });
}

// -- to the store -------------------------------------------------------------

std::vector<store_change> game::changes_to(const json& what) const {
  return {{{kind, setup_.key.name, record_id, to_text(what)}, false},
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
  request(setup_.store, options_->store_patience,
          store_write{changes_to(snapshot())})
    .then(
      [this](const store_reply& x) {
        x.trouble.empty() ? saved() : save_failed(x.trouble);
      },
      [this](const caf::error&) { save_failed("no answer"); });
}

/// Whoever has the game next reads what is sent to the store before.
void game::before_end() {
  if (dirty_ && match_ && setup_.store)
    caf::anon_send(setup_.store, store_write{changes_to(snapshot())});
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

/// It is no more.
void game::unlist() {
  caf::anon_send(state.directory(),
                 room_command{lobby::address(), "forget",
                              to_text({{"game_id", setup_.key.name}}), 0});
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
  unlist();
  phase_ = phase::missing;
  state.keep(false);
}

} // namespace troupe
