// A real server on a free loopback port.
#pragma once

#include <troupe/actors/system_config.hpp>
#include <troupe/net/server.hpp>

#include "catch.hpp"

#include <caf/actor_system.hpp>

#include <memory>

namespace tests {

struct running_server {
  explicit running_server(troupe::router routes,
                          troupe::server_options options = {},
                          troupe::node_options actors = {}) {
    options.port = 0;
    auto started = troupe::server::start(system, std::move(routes),
                                         std::move(actors), std::move(options));
    if (!started)
      FAIL(started.error().message);
    server = std::move(*started);
  }

  troupe::system_config config;
  caf::actor_system system{config};
  std::unique_ptr<troupe::server> server;
};

} // namespace tests
