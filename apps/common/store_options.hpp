// Where a program keeps its records, from its command line.
#pragma once

#include <troupe/actors/interfaces.hpp>
#include <troupe/stores/store_totals.hpp>

#include <CLI/App.hpp>
#include <caf/actor_system.hpp>

#include <functional>
#include <string>

namespace apps {

/// What `--data-dir` and `--redis` say; with neither, records are in memory and
/// end with the program.
struct store_options {
  std::string data_dir;
  std::string redis; ///< redis://[user:password@]host:port[/database]
};

void add_store_options(CLI::App& program, store_options& out);

/// @param totals outlives the actor system.
/// @returns what spawns the STORE; `bad_request` or `unavailable`, with words
///          for the operator, when it could not.
troupe::result<std::function<troupe::store_actor(caf::actor_system&)>>
make_store(const store_options& options, troupe::store_totals& totals);

} // namespace apps
