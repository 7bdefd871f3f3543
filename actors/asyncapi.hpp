// The contract of a router's channels, for people and for their tools.
#pragma once

#include <troupe/actors/router.hpp>
#include <troupe/protocol/json.hpp>

#include <string>

namespace troupe {

/// What a contract says beside the routes.
struct contract_info {
  std::string title;
  std::string version; ///< Of the contract.
  std::string description;
  std::string host; ///< E.g. `127.0.0.1:8080`; empty: names no server.
  bool tls = false; ///< Of `host`.
};

/// An AsyncAPI 3.0 document, as the server sees it: it receives what `accepts`
/// lists, and sends what `sends` lists, and the common events.
///
/// Equal routes make equal documents. A channel is called as the literal
/// segments of its path; of several with equal ones, later ones have a number
/// behind.
json asyncapi_of(const router& routes, const contract_info& info);

} // namespace troupe
