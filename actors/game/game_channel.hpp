// The channel of those who play or watch a game.
#pragma once

#include <troupe/actors/session.hpp>
#include <troupe/game/game_events.hpp>
#include <troupe/game/rules.hpp>

#include <string>

namespace troupe {

/// What a client of a game can say, whatever the rules are; see
/// `game_channel`. Copyable into handlers.
class game_client {
public:
  /// Enters the game as somebody who watches; closes with 1000 when there is no
  /// such game.
  game_client(session* self, std::string game_id);

  caf::message_handler handlers() const;

  /// @param wish JSON text of a move event.
  void move(std::string wish) const;

private:
  void enter() const;
  void take_seat(const join_game& wish) const;
  void command(std::string name, const json& data) const;

  session* self_;
  std::string game_id_;
};

/// The channel of games with any of these rules, on a route with the parameter
/// `game_id`.
template <game_rules... Rules>
caf::message_handler game_channel(session* self, const handshake& opening) {
  auto client = game_client{self, opening.param("game_id")};
  auto moves = caf::message_handler{
    [client](const typename Rules::move_event& wish) {
      client.move(encode_open(wish) + "}");
    }...,
  };
  return client.handlers().or_else(std::move(moves));
}

/// What such a route takes from its clients.
template <game_rules... Rules>
inline constexpr auto accepts_games
  = accepts<join_game, typename Rules::move_event..., legal_moves, resign,
            offer_draw, accept_draw, decline_draw, add_engine, game_chat,
            leave_game, loose_types>;

/// What it sends, beside events of its rules.
template <class... OfRules>
inline constexpr auto sends_games
  = sends<OfRules..., seat_event, seat_moved_event, legal_moves_event,
          player_joined_event, player_left_event, draw_offered_event,
          draw_declined_event, game_over_event, game_chat_event,
          spectators_event>;

} // namespace troupe
