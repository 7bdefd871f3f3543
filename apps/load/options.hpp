// The command line of troupe-load.
#pragma once

#include <apps/load/churn.hpp>
#include <apps/load/games.hpp>
#include <apps/load/idle.hpp>
#include <apps/load/storm.hpp>
#include <apps/load/traffic.hpp>

#include <optional>
#include <string>
#include <vector>

namespace load {

/// What is to be done, to whom, and where it is to be told.
struct options {
  std::string scenario; ///< The name of one of the six below.
  std::string url;
  std::vector<std::string> other_nodes; ///< URLs, of the same cluster.
  std::string dialect = "troupe";
  std::string path; ///< Empty: the dialect's own.
  pid_t server_process = 0;
  std::string json_file; ///< Empty: none; `-`: standard output.
  std::chrono::milliseconds patience{10'000};

  traffic_options fanout;
  traffic_options echo{.size = {100, 1}, .speed = {.in_flight = 1}};
  idle_options idle;
  churn_options churn;
  storm_options storm;
  games_options games;
};

/// @returns what the scenario's connections speak.
std::unique_ptr<dialect> make_speech(const options& all);

/// Reads the command line.
/// @returns the exit status when the program is not to run: 0 after `--help`, 2
///          when something is wrong with an option.
std::optional<int> parse(int argc, char** argv, options& out);

} // namespace load
