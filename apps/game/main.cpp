// troupe-game: chess over WebSockets.
#include <apps/common/command_line.hpp>
#include <apps/common/games_api.hpp>
#include <apps/game/chess_game.hpp>
#include <apps/game/engine/uci_opponent.hpp>

#include <troupe/game/game_channel.hpp>
#include <troupe/game/lobby.hpp>
#include <troupe/net/signals.hpp>

#include <filesystem>
#include <iostream>

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

/// What `--engine` says.
struct engine_flags {
  std::string program;
  std::size_t at_once = 8;
};

void add_engine_flags(CLI::App& program, engine_flags& out) {
  program
    .add_option("--engine", out.program,
                "Chess engine (UCI) that players may ask for; none: nobody can")
    ->type_name("PROGRAM");
  program
    .add_option("--max-engines", out.at_once,
                "Games against the engine at once; each has a process")
    ->type_name("NUMBER");
}

/// @returns why there is no such engine.
std::optional<troupe::problem>
offer_engine(const engine_flags& flags, troupe::opponent_options& out) {
  if (flags.program.empty())
    return std::nullopt;
  auto path = troupe::chess::find_engine(flags.program);
  if (!path)
    return troupe::problem{troupe::error_code::bad_request,
                           "--engine: no such program: " + flags.program,
                           {}};
  auto each = troupe::chess::uci_opponent_options{};
  each.engine.program = *path;
  each.max_engines = 1;
  out.name = std::filesystem::path{*path}.filename().string();
  out.at_once = flags.at_once;
  out.patience = each.answers_within();
  out.make = [each](caf::actor_system& system) {
    return troupe::chess::spawn_uci_opponent(system, each);
  };
  return std::nullopt;
}

} // namespace

int main(int argc, char** argv) {
  troupe::prepare_signals();

  auto options = apps::common_options{};
  options.server.port = 8081;
  auto games = troupe::game_options{}.with<chess_game>();
  CLI::App program{"Chess over WebSockets", "troupe-game"};
  apps::add_common_options(program, options);
  auto engine = engine_flags{};
  add_engine_flags(program, engine);
  if (auto status = apps::parse(program, argc, argv))
    return *status;
  if (auto bad = offer_engine(engine, games.opponents)) {
    std::cerr << "troupe-game: " << bad->message << std::endl;
    return 2;
  }

  troupe::host_games(options.actors, std::move(games));
  auto routes = troupe::router{};
  add_games(routes);
  return apps::serve(program, std::move(options), std::move(routes), services);
}
