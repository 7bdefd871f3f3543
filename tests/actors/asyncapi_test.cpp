#include <troupe/actors/asyncapi.hpp>

#include "catch.hpp"

using namespace troupe;

namespace {

/// Comes and goes: clients say it, the room says it with its number.
struct line {
  std::string text;
  sequence seq;
};
TROUPE_EVENT(line, "line", text, seq)

caf::message_handler silent(session*, const handshake&) {
  return {};
}

json contract(const router& routes) {
  return asyncapi_of(routes, {"test", "1.2.3", "A test", "", false});
}

} // namespace

TEST_CASE("an event that goes both ways has a schema for each", "[asyncapi]") {
  auto routes = router{};
  routes.add("/talk/:room", accepts<line>, sends<line>, silent);
  auto messages = contract(routes)["channels"]["talk"]["messages"];
  auto required
    = [&](const char* name) { return messages[name]["payload"]["required"]; };
  CHECK(required("received.line") == json{"type", "text"});
  CHECK(required("sent.line") == json{"type", "text", "seq"});
  CHECK(messages["received.line"].contains("correlationId"));
  CHECK_FALSE(messages["sent.line"].contains("correlationId"));
}

TEST_CASE("a route that does not say what it sends has the common events",
          "[asyncapi]") {
  auto routes = router{};
  routes.add("/talk", accepts<line>, silent);
  auto sent = contract(routes)["operations"]["send_talk"]["messages"];
  CHECK(sent.size() == 6);
}

TEST_CASE("paths with equal literal parts are channels of their own",
          "[asyncapi]") {
  auto routes = router{};
  for (const auto* path : {"/", "/a.b/c", "/a.b/:x/c", "/:x"})
    routes.add(path, accepts<>, silent);
  auto channels = contract(routes)["channels"];
  CHECK(channels["root"]["address"] == "/");
  CHECK(channels["a_b_c"]["address"] == "/a.b/c");
  CHECK(channels["a_b_c_2"]["address"] == "/a.b/{x}/c");
  CHECK(channels["root_2"]["address"] == "/{x}");
}

TEST_CASE("a channel's description tells the rules of its route",
          "[asyncapi]") {
  auto routes = router{};
  routes.add("/file/:id",
             with(require{"read"}, require_each{"write"}, max_size{4_KiB}),
             accepts<line, message_pack>, silent);
  auto text
    = contract(routes)["channels"]["file"]["description"].get<std::string>();
  for (const auto* part : {"MessagePack", "`read:<resource>`",
                           "`write:<resource>`", "at most 4096 bytes"})
    CHECK(text.find(part) != std::string::npos);
}

TEST_CASE("a contract names a server only when it is given one", "[asyncapi]") {
  CHECK_FALSE(contract({}).contains("servers"));
  auto got = asyncapi_of({}, {"test", "1", "", "example.org", true});
  CHECK(got["servers"]["default"]
        == json{{"host", "example.org"}, {"protocol", "wss"}});
}
