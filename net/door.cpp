#include <troupe/net/door.hpp>

#include <troupe/protocol/ascii.hpp>

#include <algorithm>

namespace troupe {

namespace {

http_answer no_body_here() {
  return to_answer({error_code::bad_request, "A request here has no body", {}});
}

} // namespace

door::door(const router& routes, const authenticator& gate,
           std::vector<std::string> allowed_origins,
           std::vector<http_endpoint> endpoints,
           std::vector<http_service> services)
  : routes_(routes),
    gate_(gate),
    endpoints_(std::move(endpoints)),
    services_(std::move(services)) {
  for (const auto& origin : allowed_origins)
    allowed_origins_.push_back(to_lower(origin));
}

door::outcome door::decide(const request_head& head, const std::string& address,
                           std::uint64_t connection) const {
  auto request = head.read();
  if (!request)
    return to_answer(request.error());
  request->head.address = address;
  request->head.connection = connection;
  auto to = routes_.resolve(request->where);
  if (to)
    return upgrade(head, std::move(*request), std::move(*to));
  if (to.error().code == error_code::not_found)
    return serve(head, std::move(*request));
  return to_answer(to.error());
}

door::outcome door::upgrade(const request_head& head, http_request request,
                            route_match to) const {
  if (auto bad = head.check_upgrade())
    return to_answer(*bad);
  if (head.body_bytes() > 0)
    return no_body_here();
  if (!origin_allowed(request.head))
    return to_answer({error_code::access_denied, "Origin not allowed", {}});
  auto entry = gate_.admit(std::move(to), std::move(request.head));
  if (!entry)
    return to_answer(entry.error());
  return std::move(*entry);
}

bool door::origin_allowed(const handshake& request) const {
  auto origin = request.headers.find("origin");
  if (allowed_origins_.empty() || origin == request.headers.end())
    return true;
  return std::find(allowed_origins_.begin(), allowed_origins_.end(),
                   to_lower(origin->second))
         != allowed_origins_.end();
}

door::outcome
door::serve(const request_head& head, http_request request) const {
  for (const auto& service : services_) {
    auto bad = service.check(request);
    if (!bad)
      return call{&service, std::move(request)};
    if (bad->code == error_code::not_found)
      continue;
    auto refused = to_answer(*bad);
    if (bad->code == error_code::method_not_allowed)
      refused.headers = {{"Allow", "GET, POST"}};
    return refused;
  }
  if (head.body_bytes() > 0)
    return no_body_here();
  if (request.method != "GET" && request.method != "HEAD")
    return to_answer({error_code::method_not_allowed, "Use GET", {}});
  for (const auto& endpoint : endpoints_)
    if (auto answer = endpoint(request))
      return std::move(*answer);
  return to_answer({error_code::not_found, "Not found", {}});
}

http_endpoint health_endpoint(std::function<bool()> healthy) {
  return [healthy = std::move(healthy)](
           const http_request& request) -> std::optional<http_answer> {
    if (request.where.segments != std::vector<std::string>{"healthz"})
      return std::nullopt;
    if (!healthy())
      return to_answer({error_code::unavailable, "Server is restarting", {}});
    return http_answer{200, "application/json", R"({"status":"ok"})", {}};
  };
}

} // namespace troupe
