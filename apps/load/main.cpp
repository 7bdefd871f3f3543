// troupe-load: loads a WebSocket server, and counts every message.
#include <apps/load/options.hpp>

#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <vector>

namespace {

load::report run(load::stage& where, const load::options& options) {
  const auto& scenario = options.scenario;
  if (scenario == "idle")
    return load::idle{where, options.idle}.run();
  if (scenario == "churn")
    return load::churn{where, options.churn}.run();
  if (scenario == "storm")
    return load::storm{where, options.storm}.run();
  if (scenario == "games")
    return load::games{where, options.games}.run();
  const auto& talk = scenario == "echo" ? options.echo : options.fanout;
  return load::traffic{where, talk}.run();
}

std::vector<load::endpoint> servers_of(const load::options& options) {
  auto out = std::vector{load::find_endpoint(options.url)};
  for (const auto& each : options.other_nodes)
    out.push_back(load::find_endpoint(each));
  return out;
}

load::report run(const load::options& options) {
  auto where = load::stage{.servers = servers_of(options),
                           .speech = load::make_speech(options),
                           .server_process = options.server_process,
                           .patience = options.patience};
  auto out = run(where, options);
  out.scenario = options.scenario;
  out.dialect = options.dialect;
  return out;
}

/// The table goes where the JSON does not.
void tell(const load::report& found, const std::string& json_file) {
  print_table(json_file == "-" ? std::cerr : std::cout, found);
  if (json_file == "-")
    return print_json(std::cout, found);
  if (json_file.empty())
    return;
  auto file = std::ofstream{json_file};
  print_json(file, found);
  if (!file.flush())
    throw std::runtime_error{"cannot write " + json_file};
}

} // namespace

int main(int argc, char** argv) {
  constexpr int could_not_run = 3;
  auto options = load::options{};
  if (auto status = load::parse(argc, argv, options))
    return *status;
  try {
    auto found = run(options);
    tell(found, options.json_file);
    return found.found.any() ? 1 : 0;
  } catch (const std::exception& problem) {
    std::cerr << "troupe-load: " << problem.what() << '\n';
    return could_not_run;
  }
}
