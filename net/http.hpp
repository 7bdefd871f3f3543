// Plain HTTP beside the WebSockets: what a request asks, what is answered.
#pragma once

#include <troupe/protocol/handshake.hpp>
#include <troupe/protocol/problem.hpp>

#include <caf/actor.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

struct http_request {
  std::string method;
  target where; ///< Decoded path segments and query.
  handshake head;
  std::string body; ///< Empty but for services that take one.
};

/// An answer; the connection is closed behind it.
struct http_answer {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers; ///< Further ones.
};

/// Serves some paths.
/// @returns nothing when the path is not its own.
/// Thread: any loop's; must not block.
using http_endpoint
  = std::function<std::optional<http_answer>(const http_request&)>;

/// Gives an answer, once, on any loop's thread. What comes when the client is
/// gone, or has been told that it takes too long, goes nowhere.
using http_reply = std::function<void(http_answer)>;

/// Serves paths whose answers take their time, or whose requests have a body.
/// Thread: any loop's, for both; must not block.
struct http_service {
  /// Looks at a request before its body is read.
  /// @returns nothing for one that is to be served; `not_found` when the path
  ///          is not its own; another problem refuses it.
  std::function<std::optional<problem>(const http_request&)> check;
  std::function<void(http_request, http_reply)> serve;
  caf::actor worker = {}; ///< Ended with the server; may be empty.
};

class node;
class loop_host;

/// Makes an application's services. Their workers, if hosted, belong on `host`.
using service_factory
  = std::function<std::vector<http_service>(node&, loop_host& host)>;

/// `{"type":"error","code":…,"message":…}` with the status of its code.
http_answer to_answer(const problem& why);

/// The bytes on the wire. @param head_only leaves the body out (HEAD).
std::string encode(const http_answer& answer, bool head_only = false);

} // namespace troupe
