// A whole server: loops, actors and a port.
#pragma once

#include <troupe/actors/node.hpp>
#include <troupe/net/http.hpp>
#include <troupe/net/options.hpp>
#include <troupe/protocol/problem.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace troupe {

/// Serves channels until it is stopped.
///
///     caf::actor_system system{config};         // troupe::system_config
///     auto started = server::start(system, routes, {}, {.port = 8080});
///     if (!started) …                           // started.error().message
///     wait_for_stop_signal();
///     (*started)->stop();
///
/// Thread: `start` and `stop` belong to one thread, no loop's; the rest to any.
class server {
public:
  /// @param endpoints served beside `/healthz` and the files of the web root.
  /// @param services makes what serves further paths; called once.
  /// @returns the running server, or why it cannot run: the port is taken, the
  ///          web root or the certificate cannot be read.
  static result<std::unique_ptr<server>>
  start(caf::actor_system& system, router routes, node_options actors,
        server_options options, std::vector<http_endpoint> endpoints = {},
        service_factory services = {});

  /// Stops, unless `stop` has done it.
  ~server();

  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// The port it listens on.
  std::uint16_t port() const noexcept;

  /// The port of `GET /metrics`, if there is one.
  std::optional<std::uint16_t> metrics_port() const noexcept;

  /// Open connections.
  std::size_t connections() const noexcept;

  node& actors() noexcept;

  /// Reads anew what may change while it serves: the certificate and its key.
  /// Connections that are open keep what they began with.
  /// @returns why that is of no use, which is logged too; the server goes on
  ///          with what it had. Thread: any.
  std::optional<problem> reload();

  /// Takes no more connections, tells every client (`system` event, then
  /// 1012), waits for them within `server_options::drain_timeout`, ends all
  /// actors and loops.
  void stop();

  /// Makes a `stop` that waits for clients wait no longer. Thread: any.
  void hurry() noexcept;

private:
  class impl;
  explicit server(std::unique_ptr<impl> made);
  std::unique_ptr<impl> impl_;
};

} // namespace troupe
