// The command line that all of Troupe's programs share.
#pragma once

#include <troupe/actors/node.hpp>
#include <troupe/net/options.hpp>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace apps {

/// What the shared flags, the config file and `TROUPE_*` variables say.
struct common_options {
  troupe::server_options server;
  troupe::node_options actors;
};

/// Adds the shared options. Each can also stand in the file that `--config`
/// names, and in the environment: `--max-connections` is
/// `TROUPE_MAX_CONNECTIONS`. A flag beats the environment, that beats the file.
void add_common_options(CLI::App& program, common_options& out);

/// Names the environment variable of every option.
void name_variables(CLI::App& program);

/// Runs the server until SIGINT or SIGTERM; prints its address when it
/// listens.
/// @returns the exit status: 0 after a clean stop, 1 when it could not start.
/// @pre `prepare_signals` has been called.
int serve(const CLI::App& program, common_options options,
          troupe::router routes);

} // namespace apps
