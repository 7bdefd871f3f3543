// Plain HTTP beside the WebSockets: what a request asks, what is answered.
#pragma once

#include <troupe/protocol/handshake.hpp>
#include <troupe/protocol/problem.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

/// A request without a body.
struct http_request {
  std::string method;
  target where; ///< Decoded path segments and query.
  handshake head;
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

/// `{"type":"error","code":…,"message":…}` with the status of its code.
http_answer to_answer(const problem& why);

/// The bytes on the wire. @param head_only leaves the body out (HEAD).
std::string encode(const http_answer& answer, bool head_only = false);

} // namespace troupe
