// The flags of a server's sockets, bounds and log.
#pragma once

#include <troupe/net/options.hpp>
#include <troupe/protocol/limits.hpp>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <chrono>
#include <string>

namespace apps {

/// An option in seconds, fractions allowed, kept as milliseconds.
CLI::Option*
add_seconds(CLI::App& program, const std::string& flag,
            std::chrono::milliseconds& out, const std::string& what);

void add_server_options(CLI::App& program, troupe::server_options& out);

/// @param out of `node_options`.
void add_affinity(CLI::App& program, std::size_t& out);

void add_limits(CLI::App& program, troupe::limits& out);

/// They are in force at once.
void add_log_options(CLI::App& program);

} // namespace apps
