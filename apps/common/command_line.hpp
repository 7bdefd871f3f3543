// The command line that all of Troupe's programs share.
#pragma once

#include <apps/common/cluster_options.hpp>
#include <apps/common/identity_options.hpp>
#include <apps/common/store_options.hpp>

#include <troupe/actors/node.hpp>
#include <troupe/net/http.hpp>
#include <troupe/net/options.hpp>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <optional>

namespace apps {

/// What the shared flags, the config file and `TROUPE_*` variables say.
struct common_options {
  troupe::server_options server;
  troupe::node_options actors;
  identity_options identity;
  store_options store;
  cluster_flags cluster;
  std::string api_key_file;    ///< Empty: no API.
  bool print_asyncapi = false; ///< Instead of serving.
};

/// Adds the shared options. Each can also stand in the file that `--config`
/// names, and in the environment: `--max-connections` is
/// `TROUPE_MAX_CONNECTIONS`. A flag beats the environment, that beats the file.
void add_common_options(CLI::App& program, common_options& out);

/// Reads the command line, the config file and the environment.
/// @returns the exit status when the program is not to run: 0 after `--help`, 2
///          when something is wrong with an option.
std::optional<int> parse(CLI::App& program, int argc, char** argv);

/// Runs the server until SIGINT or SIGTERM; prints its address when it
/// listens. After `--print-asyncapi` it writes the routes' contract instead.
/// @returns the exit status: 0 after a clean stop, 1 when it could not start.
/// @pre `prepare_signals` has been called.
int serve(const CLI::App& program, common_options options,
          troupe::router routes, troupe::service_factory services = {});

} // namespace apps
