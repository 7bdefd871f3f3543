// What a program's channels receive and send, for other programs to read.
#pragma once

#include <troupe/actors/router.hpp>
#include <troupe/net/options.hpp>

#include <CLI/App.hpp>

namespace apps {

/// Writes the AsyncAPI document of the routes to standard output.
/// @param where the server that the document names.
/// @returns the exit status: 0, or 1 when it could not be written.
int print_asyncapi(const CLI::App& program, const troupe::router& routes,
                   const troupe::server_options& where);

} // namespace apps
