// A server that speaks TLS, with a certificate of its own.
#pragma once

#include "certificate.hpp"
#include "running_server.hpp"
#include "tls_client.hpp"

#include <troupe/actors/session.hpp>

#include <utility>

namespace tests {

inline troupe::router echo_route() {
  using namespace troupe;
  auto out = router{};
  out.add("/echo", with(rate_limit{0, 1}), accepts<raw_text>,
          [](session* self, const handshake&) {
            return caf::message_handler{
              [self](const raw_text& x) { self->push_text(x.text); }};
          });
  return out;
}

/// Serves `/echo`, or other routes. The certificate has the serial number 1.
struct tls_fixture {
  explicit tls_fixture(troupe::server_options options = {},
                       troupe::node_options actors = {},
                       troupe::router routes = echo_route())
    : world(std::move(routes), with_files(std::move(options)),
            std::move(actors)) {}

  std::uint16_t port() const {
    return world.server->port();
  }

  std::uint64_t refused() {
    return world.server->actors().totals().tls_refused;
  }

  temporary_folder folder;
  identity_files files = make_identity(folder.path(), 1);
  running_server world;

private:
  troupe::server_options with_files(troupe::server_options options) const {
    options.tls_certificate = files.certificate;
    options.tls_key = files.key;
    return options;
  }
};

} // namespace tests
