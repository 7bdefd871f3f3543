// Decides what becomes of a request: a session, an answer, or a refusal.
#pragma once

#include <troupe/actors/authenticator.hpp>
#include <troupe/actors/router.hpp>
#include <troupe/net/http.hpp>
#include <troupe/net/options.hpp>
#include <troupe/net/request_head.hpp>

#include <string>
#include <variant>
#include <vector>

namespace troupe {

/// The rules between the socket and the sessions. Filled at start-up, then
/// only read: any thread.
class door {
public:
  /// A request that a service takes, without its body.
  struct call {
    const http_service* service;
    http_request request;
  };

  using outcome = std::variant<admitted, http_answer, call>;

  door(const router& routes, const authenticator& gate,
       std::vector<std::string> allowed_origins,
       std::vector<http_endpoint> endpoints,
       std::vector<http_service> services = {});

  /// @pre the head is complete.
  /// @param address the client's, for the session.
  /// @param connection its number in the log.
  outcome decide(const request_head& head, const std::string& address,
                 std::uint64_t connection = 0) const;

private:
  outcome
  upgrade(const request_head& head, http_request request, route_match to) const;
  outcome serve(const request_head& head, http_request request) const;
  bool origin_allowed(const handshake& request) const;

  const router& routes_;
  const authenticator& gate_;
  std::vector<std::string> allowed_origins_; ///< Lower case.
  std::vector<http_endpoint> endpoints_;
  std::vector<http_service> services_;
};

/// `GET /healthz`: 200 and `{"status":"ok"}` while the server takes
/// connections, else 503.
http_endpoint health_endpoint(std::function<bool()> healthy);

} // namespace troupe
