#include <apps/load/options.hpp>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>

#include <iostream>

namespace load {

namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t max_connections = 1'000'000;
constexpr std::size_t max_payload_bytes = 1 << 20;
constexpr std::uint64_t max_arrivals = 20'000'000; // of 32 bytes

template <class T>
CLI::Option* add(CLI::App& scenario, const std::string& flag, T& out,
                 const std::string& unit, const std::string& what) {
  return scenario.add_option(flag, out, what)
    ->type_name(unit)
    ->capture_default_str();
}

void add_count(CLI::App& scenario, const std::string& flag, std::uint32_t& out,
               const std::string& what) {
  add(scenario, flag, out, "NUMBER", what)
    ->check(CLI::Range(std::uint32_t{1}, max_connections));
}

/// An option in seconds, fractions allowed, kept as milliseconds.
void add_seconds(CLI::App& scenario, const std::string& flag, milliseconds& out,
                 const std::string& what) {
  auto set = [&out](const double& seconds) {
    out = milliseconds{static_cast<std::int64_t>(seconds * 1000)};
  };
  scenario.add_option_function<double>(flag, set, what)
    ->type_name("SECONDS")
    ->default_str(
      std::to_string(static_cast<double>(out.count()) / 1000).substr(0, 4))
    ->check(CLI::Range(0.0, 86'400.0));
}

void add_payload(CLI::App& scenario, std::size_t& out) {
  add(scenario, "--payload", out, "BYTES", "Length of a message's text")
    ->check(CLI::Range(payload::min_bytes, max_payload_bytes));
}

void add_times(CLI::App& scenario, milliseconds& warm_up,
               milliseconds& measured) {
  add_seconds(scenario, "--warm-up", warm_up,
              "Time before the measurement; faults count in it");
  add_seconds(scenario, "--seconds", measured, "Length of the measurement");
}

void add_size(CLI::App& scenario, crowd_size& out) {
  add_count(scenario, "--rooms", out.rooms, "Rooms");
  add_count(scenario, "--members", out.members, "Connections in each room");
}

// -- what all scenarios have --------------------------------------------------

void add_common(CLI::App& scenario, options& out) {
  scenario.add_option("url", out.url, "The server, e.g. ws://127.0.0.1:8080")
    ->required();
  scenario
    .add_option("--also", out.other_nodes,
                "Another node of the server's cluster; the connections, those "
                "of one room too, are shared among all")
    ->type_name("URL")
    ->allow_extra_args(false);
  add(scenario, "--pid", out.server_process, "PID",
      "The server's process on this machine, to measure it; 0: none");
  add(scenario, "--json", out.json_file, "FILE",
      "Where to write the result as JSON; -: standard output");
  add_seconds(scenario, "--patience", out.patience,
              "Longest wait for connections to open, and to hear their room");
}

void add_dialect(CLI::App& scenario, options& out) {
  scenario
    .add_option("--dialect", out.dialect, "Protocol: troupe, plain or socketio")
    ->type_name("NAME")
    ->check(CLI::IsMember({"troupe", "plain", "socketio"}))
    ->capture_default_str();
  add(scenario, "--path", out.path, "PATH",
      "Path to connect to, {room} stands for the room; none: the dialect's");
}

// -- the scenarios ------------------------------------------------------------

void add_talk(CLI::App& scenario, traffic_options& out) {
  add_payload(scenario, out.payload_bytes);
  auto* in_flight = add(scenario, "--in-flight", out.speed.in_flight, "NUMBER",
                        "Messages a publisher has said and not heard yet");
  in_flight->check(CLI::Range(1u, 100'000u));
  add(scenario, "--rate", out.speed.rate, "PER-SECOND",
      "Messages a second from each publisher, whatever the server does; 0: as "
      "--in-flight says")
    ->check(CLI::Range(0.0, 1e6))
    ->excludes(in_flight);
  add_times(scenario, out.warm_up, out.measured);
  add_seconds(scenario, "--drain", out.drain,
              "Longest silence at the end until what is missing is lost");
}

void add_fanout(CLI::App& scenario, traffic_options& out) {
  add_size(scenario, out.size);
  add_count(scenario, "--publishers", out.publishers,
            "Members of each room that publish");
  add(scenario, "--dead-readers", out.dead_readers, "NUMBER",
      "More members of each room, who join and then read nothing")
    ->check(CLI::Range(0u, 1'000u));
  add_talk(scenario, out);
}

void add_echo(CLI::App& scenario, traffic_options& out) {
  add_count(scenario, "--connections", out.size.rooms, "Connections");
  add_talk(scenario, out);
}

void add_idle(CLI::App& scenario, idle_options& out) {
  add_size(scenario, out.size);
  add_times(scenario, out.warm_up, out.measured);
}

void add_churn(CLI::App& scenario, churn_options& out) {
  add_count(scenario, "--connections", out.connections,
            "Connections at a time");
  add_count(scenario, "--rooms", out.rooms, "Rooms that they visit");
  add_payload(scenario, out.payload_bytes);
  add(scenario, "--visits", out.visits, "NUMBER",
      "Ends after so many, not after --seconds; 0: after --seconds");
  add_times(scenario, out.warm_up, out.measured);
}

void add_games(CLI::App& scenario, games_options& out, std::string& path) {
  add_count(scenario, "--games", out.games, "Games at a time");
  add(scenario, "--spectators", out.spectators, "NUMBER",
      "Connections that watch each game")
    ->check(CLI::Range(0u, 1'000u));
  add(scenario, "--moves", out.moves, "NUMBER",
      "Most moves in a game, both sides together; then it is resigned, and "
      "another takes its place")
    ->check(CLI::Range(1u, 1'000u));
  add(scenario, "--rate", out.rate, "PER-SECOND",
      "Moves a second in all games together, whatever the server does; 0: each "
      "game goes on as soon as it can")
    ->check(CLI::Range(0.0, 1e6));
  add(scenario, "--seed", out.seed, "NUMBER",
      "Of the moves: the same are played again");
  add(scenario, "--path", path, "PATH",
      "Path to connect to, {room} stands for the game; none: /game/{room}");
  add_times(scenario, out.warm_up, out.measured);
  add_seconds(scenario, "--drain", out.drain,
              "Longest silence at the end until what is missing is lost");
}

void add_storm(CLI::App& scenario, storm_options& out) {
  add_size(scenario, out.size);
  add_count(scenario, "--rounds", out.rounds, "Storms, one after the other");
}

/// @returns the scenario, which has the common options.
CLI::App& common_scenario(CLI::App& program, const std::string& name,
                          const std::string& what, options& out) {
  auto* added = program.add_subcommand(name, what);
  added->callback([&out, name] { out.scenario = name; });
  add_common(*added, out);
  return *added;
}

/// One that every dialect has.
CLI::App& scenario(CLI::App& program, const std::string& name,
                   const std::string& what, options& out) {
  auto& added = common_scenario(program, name, what, out);
  add_dialect(added, out);
  return added;
}

void add_scenarios(CLI::App& program, options& out) {
  program.require_subcommand(1);
  add_fanout(scenario(program, "fanout",
                      "Publishers talk, all members of their rooms listen",
                      out),
             out.fanout);
  add_echo(scenario(program, "echo", "Each connection hears itself alone", out),
           out.echo);
  add_idle(scenario(program, "idle", "Open connections that say nothing", out),
           out.idle);
  add_churn(
    scenario(program, "churn", "Connections come, say one message and go", out),
    out.churn);
  add_storm(scenario(program, "storm",
                     "All connections are cut and come back at once", out),
            out.storm);
  add_games(common_scenario(program, "games",
                            "Two players each play chess at many boards", out),
            out.games, out.path);
}

// -- what one option alone cannot tell ----------------------------------------

const char* complaint(const crowd_size& size) {
  return std::uint64_t{size.rooms} * size.members > max_connections
           ? "more than a million connections"
           : nullptr;
}

const char* complaint(const traffic_options& how) {
  if (how.publishers > how.size.members)
    return "more --publishers than --members";
  if (std::uint64_t{how.size.connections()} * how.publishers > max_arrivals)
    return "more than 20 million pairs of publisher and listener";
  return complaint(
    crowd_size{how.size.rooms, how.size.members + how.dead_readers});
}

const char* complaint(const games_options& how) {
  return complaint(crowd_size{how.games, 2 + how.spectators});
}

std::size_t payload_of(const options& all) {
  if (all.scenario == "fanout")
    return all.fanout.payload_bytes;
  if (all.scenario == "echo")
    return all.echo.payload_bytes;
  return all.scenario == "churn" ? all.churn.payload_bytes : 0;
}

const char* complaint(const options& all) {
  if (payload_of(all) > make_speech(all)->max_payload())
    return "a message of this dialect cannot carry such a long --payload";
  if (all.scenario == "fanout")
    return complaint(all.fanout);
  if (all.scenario == "idle")
    return complaint(all.idle.size);
  if (all.scenario == "games")
    return complaint(all.games);
  return all.scenario == "storm" ? complaint(all.storm.size) : nullptr;
}

} // namespace

std::unique_ptr<dialect> make_speech(const options& all) {
  auto what = all.scenario == "games"  ? purpose::game
              : all.scenario == "echo" ? purpose::echo
                                       : purpose::room;
  return make_dialect(all.dialect, what, all.path);
}

std::optional<int> parse(int argc, char** argv, options& out) {
  constexpr int usage_error = 2;
  CLI::App program{"Loads a WebSocket server, and counts every message",
                   "troupe-load"};
  program.footer("Exit status: 0 when every message came once and in order, 1 "
                 "when not, 2 for wrong options, 3 when it could not run.");
  add_scenarios(program, out);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& stopped) {
    return program.exit(stopped) == 0 ? 0 : usage_error;
  }
  if (const auto* wrong = complaint(out)) {
    std::cerr << "troupe-load: " << wrong << '\n';
    return usage_error;
  }
  return std::nullopt;
}

} // namespace load
