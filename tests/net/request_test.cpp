#include <troupe/net/door.hpp>
#include <troupe/net/request_head.hpp>

#include "catch.hpp"

#include <map>
#include <string>
#include <variant>

using namespace troupe;

namespace {

constexpr auto key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
constexpr auto upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Version: 13\r\n";

std::string request(std::string_view first_line, std::string headers) {
  return std::string{first_line} + "\r\n" + headers + "\r\n";
}

std::string handshake_for(std::string_view path, std::string extra = {}) {
  return request("GET " + std::string{path} + " HTTP/1.1",
                 std::string{"Host: x\r\n"} + upgrade + key + extra);
}

/// What a server with one channel and an Origin allow-list says: the HTTP
/// status, 101 for a session.
unsigned status_of(const std::string& bytes) {
  auto routes = router{};
  routes.add("/chat/:room_id", accepts<>,
             [](session*, const handshake&) { return caf::message_handler{}; });
  auto gate = authenticator{};
  auto rules = door{routes,
                    gate,
                    {"https://good.example"},
                    {health_endpoint([] { return true; })}};
  auto head = request_head{{8'192, 100}};
  auto complete = head.feed(bytes);
  if (!complete)
    return http_status(complete.error().code);
  if (!*complete)
    return 0;
  auto outcome = rules.decide(head, "127.0.0.1");
  auto* answer = std::get_if<http_answer>(&outcome);
  return answer ? answer->status : 101;
}

} // namespace

TEST_CASE("a proper handshake opens a session", "[request]") {
  CHECK(status_of(handshake_for("/chat/lobby")) == 101);
  CHECK(status_of(handshake_for("/chat/lobby?x=%20")) == 101);
  CHECK(status_of(handshake_for("http://other/chat/lobby")) == 101);
}

TEST_CASE("a session keeps the headers that say something about its client",
          "[request]") {
  auto head = request_head{{8'192, 100}};
  REQUIRE(*head.feed(handshake_for("/chat/lobby?a=b",
                                   "Sec-WebSocket-Extensions: x\r\n"
                                   "Sec-WebSocket-Protocol: y\r\n"
                                   "User-Agent: z\r\n")));
  auto kept = std::map<std::string, std::string, std::less<>>{
    {"host", "x"}, {"sec-websocket-protocol", "y"}, {"user-agent", "z"}};
  CHECK((*head.read()).head.headers == kept);
}

TEST_CASE("improper handshakes are refused", "[request]") {
  struct row {
    const char* line;
    std::string headers;
    unsigned status;
  };
  auto host = std::string{"Host: x\r\n"};
  auto good = host + upgrade + key;
  auto rows = std::vector<row>{
    {"GET /chat/a HTTP/1.1", host, 426},
    {"POST /chat/a HTTP/1.1", good, 405},
    {"GET /chat/a HTTP/1.0", good, 400},
    {"GET /chat/a HTTP/1.1", host + upgrade, 400},
    {"GET /chat/a HTTP/1.1", good + key, 400},
    {"GET /chat/a HTTP/1.1", good + host, 400},
    {"GET /chat/a HTTP/1.1", std::string{upgrade} + key, 400},
    {"GET /chat/a HTTP/1.1", host + upgrade + "Sec-WebSocket-Key: c2hvcnQ=\r\n",
     400},
    {"GET /chat/a HTTP/1.1",
     host
       + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Version: 12\r\n"
       + key,
     426},
    {"GET /chat/a HTTP/1.1", good + "Content-Length: 5\r\n", 400},
    {"GET /chat/a HTTP/1.1", good + "Transfer-Encoding: xchunked\r\n", 400},
    {"GET /chat/a HTTP/1.1", good + "Bad : x\r\n", 400},
    {"GET /chat/a HTTP/1.1", good + "Origin: https://evil.example\r\n", 403},
    {"GET /chat/a HTTP/1.1", good + "Origin: null\r\n", 403},
    {"GET /chat/a HTTP/1.1", good + "Origin: https://good.example.evil\r\n",
     403},
    {"GET /chat/a HTTP/1.1", good + "Origin: https://good.example@evil\r\n",
     403},
    {"GET /chat/a HTTP/1.1", good + "Origin: https://GOOD.example\r\n", 101},
    {"GET /nope HTTP/1.1", good, 404},
    {"GET /chat/%2e%2e HTTP/1.1", good, 400},
    {"GET /chat/..%2fetc HTTP/1.1", good, 400},
    {"GET /chat/%00 HTTP/1.1", good, 400},
    {"GET /chat/%zz HTTP/1.1", good, 400},
    {"GET /chat/%c0%af HTTP/1.1", good, 400},
    {"GET /healthz HTTP/1.1", host, 200},
    {"DELETE /healthz HTTP/1.1", host, 405},
    {"PRI * HTTP/2.0", host, 400},
  };
  for (const auto& [line, headers, status] : rows) {
    CAPTURE(line, headers);
    CHECK(status_of(request(line, headers)) == status);
  }
}

TEST_CASE("a head is bounded in bytes and in lines", "[request]") {
  auto long_header
    = handshake_for("/chat/a", "X: " + std::string(9'000, 'x') + "\r\n");
  CHECK(status_of(long_header) == 431);
  auto many = std::string{};
  for (int i = 0; i < 101; ++i)
    many += "A: b\r\n";
  CHECK(status_of(handshake_for("/chat/a", many)) == 431);
  CHECK(status_of("GET /" + std::string(65'536, 'x')) == 431);
}

TEST_CASE("a head may come byte by byte", "[request]") {
  auto head = request_head{{8'192, 100}};
  auto bytes = handshake_for("/chat/a");
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i)
    REQUIRE_FALSE(*head.feed(bytes.substr(i, 1)));
  CHECK(*head.feed(bytes.substr(bytes.size() - 1)));
  CHECK(head.rest().empty());
}

TEST_CASE("what follows the head is kept for the codec", "[request]") {
  auto head = request_head{{8'192, 100}};
  CHECK(*head.feed(handshake_for("/chat/a") + "frames"));
  CHECK(head.rest() == "frames");
}

TEST_CASE("who needs a token is told how to show it", "[request]") {
  auto refused = encode(to_answer({error_code::unauthorized, "x", {}}));
  CHECK(refused.find("\r\nWWW-Authenticate: Bearer\r\n") != std::string::npos);
  auto denied = encode(to_answer({error_code::access_denied, "x", {}}));
  CHECK(denied.find("WWW-Authenticate") == std::string::npos);
}
