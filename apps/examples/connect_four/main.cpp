// A server for Connect Four: POST /api/games makes a game, and
// ws://127.0.0.1:8082/game/<id> plays it.
#include <apps/common/command_line.hpp>
#include <apps/common/games_api.hpp>
#include <apps/examples/connect_four/connect_four.hpp>

#include <troupe/game/game_channel.hpp>
#include <troupe/game/lobby.hpp>
#include <troupe/net/signals.hpp>

// [main]
int main(int argc, char** argv) {
  troupe::prepare_signals();
  auto options = apps::common_options{};
  options.server.port = 8082;
  CLI::App program{"Connect Four over WebSockets", "connect-four"};
  apps::add_common_options(program, options);
  if (auto status = apps::parse(program, argc, argv))
    return *status;

  troupe::host_games(options.actors,
                     troupe::game_options{}.with<connect_four>());
  auto routes = troupe::router{};
  routes.add("/game/:game_id", troupe::accepts_games<connect_four>,
             troupe::sends_games<>, troupe::game_channel<connect_four>);
  auto services = [](troupe::node& actors, troupe::loop_host& host) {
    return std::vector{apps::games_service(actors, host, "connect-four")};
  };
  return apps::serve(program, std::move(options), std::move(routes), services);
}
// [/main]
