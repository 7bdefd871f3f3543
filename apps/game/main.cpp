// troupe-game: chess over WebSockets.
#include <apps/common/command_line.hpp>
#include <apps/common/games_api.hpp>
#include <apps/game/chess_game.hpp>

#include <troupe/game/game_channel.hpp>
#include <troupe/game/lobby.hpp>
#include <troupe/net/signals.hpp>

namespace {

using troupe::chess::chess_game;

// [game_route]
void add_games(troupe::router& routes) {
  routes.add("/game/:game_id", troupe::accepts_games<chess_game>,
             troupe::sends_games<troupe::chess::game_state_event,
                                 troupe::chess::move_made_event>,
             troupe::game_channel<chess_game>);
}
// [/game_route]

std::vector<troupe::http_service>
services(troupe::node& actors, troupe::loop_host& host) {
  return {apps::games_service(actors, host, std::string{chess_game::name},
                              "application/x-chess-pgn")};
}

} // namespace

int main(int argc, char** argv) {
  troupe::prepare_signals();

  auto options = apps::common_options{};
  options.server.port = 8081;
  auto games = troupe::game_options{}.with<chess_game>();
  CLI::App program{"Chess over WebSockets", "troupe-game"};
  apps::add_common_options(program, options);
  if (auto status = apps::parse(program, argc, argv))
    return *status;

  troupe::host_games(options.actors, std::move(games));
  auto routes = troupe::router{};
  add_games(routes);
  return apps::serve(program, std::move(options), std::move(routes), services);
}
