#include <troupe/game/game_channel.hpp>

#include <troupe/game/game.hpp>

namespace troupe {

game_client::game_client(session* self, std::string game_id)
  : self_(self), game_id_(std::move(game_id)) {
  self_->join(game::kind, game_id_);
  enter();
}

caf::message_handler game_client::handlers() const {
  auto me = *this;
  auto plain = [me](const char* name) { me.command(name, json::object()); };
  return {
    [me](const join_game& wish) { me.take_seat(wish); },
    [me](const add_engine& wish) {
      me.command("add_engine", {{"level", wish.level.value_or(20)}});
    },
    [me](const game_chat& line) {
      me.command("chat",
                 {{"message", line.message}, {"user_id", me.self_->user_id()}});
    },
    [me](const legal_moves&) {
      me.self_->command({game::kind, me.game_id_}, "choices", {},
                        [me](const room_answer& x) {
                          auto moves = json::parse(x.data, nullptr, false);
                          me.self_->push(legal_moves_event{{moves["moves"]}});
                        });
    },
    [plain](const resign&) { plain("resign"); },
    [plain](const offer_draw&) { plain("offer_draw"); },
    [plain](const accept_draw&) { plain("accept_draw"); },
    [plain](const decline_draw&) { plain("decline_draw"); },
    [plain](const leave_game&) { plain("leave"); },
  };
}

void game_client::enter() const {
  self_->command(
    {game::kind, game_id_}, "find", {}, [self = self_](const room_answer& x) {
      auto what = json::parse(x.data, nullptr, /*allow_exceptions=*/false);
      if (what.value("found", false))
        return;
      if (what.value("unknown", false)) {
        self->refuse({error_code::unavailable, "Games are not available", {}});
        return self->close(close_code::overloaded, "Games are not available");
      }
      self->refuse({error_code::not_found, "Game not found", {}});
      self->close(close_code::normal, "Game not found");
    });
}

void game_client::take_seat(const join_game& wish) const {
  auto data = json{{"player_name", wish.player_name},
                   {"color", wish.color},
                   {"secret", wish.secret.value_or("")},
                   {"user_id", self_->who() ? self_->user_id() : ""}};
  self_->command(
    {game::kind, game_id_}, "take_seat", to_text(data),
    [self = self_](const room_answer& x) {
      auto seat = json::parse(x.data, nullptr, /*allow_exceptions=*/false);
      self->push(seat_event{seat.value("player_id", ""),
                            seat.value("color", ""), seat.value("secret", "")});
    });
}

void game_client::move(std::string wish) const {
  self_->command({game::kind, game_id_}, "move", std::move(wish),
                 [](const room_answer&) {});
}

void game_client::command(std::string name, const json& data) const {
  self_->command({game::kind, game_id_}, std::move(name), to_text(data),
                 [](const room_answer&) {});
}

} // namespace troupe
