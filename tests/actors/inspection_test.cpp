#include <troupe/actors/interfaces.hpp>
#include <troupe/actors/system_config.hpp>
#include <troupe/protocol/common_events.hpp>

#include "catch.hpp"

#include <caf/actor_system.hpp>
#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>

using namespace troupe;

namespace {

/// What another node would read of `sent`.
template <class T>
T over_the_wire(T sent) {
  system_config config;
  caf::actor_system system{config};
  auto bytes = std::vector<char>{};
  caf::binary_serializer sink{system, bytes};
  REQUIRE_FALSE(sink(sent));
  auto got = T{};
  caf::binary_deserializer source{system, bytes};
  REQUIRE_FALSE(source(got));
  return got;
}

} // namespace

TEST_CASE("events cross nodes with all their fields", "[inspection]") {
  auto sent = error_event{"code", "message", {"now"}, {}, {}};
  CHECK_FALSE(over_the_wire(sent).retry_after_ms.has_value());
  sent.retry_after_ms.emplace(7u);
  auto got = over_the_wire(sent);
  CHECK(got.code == "code");
  CHECK(got.message == "message");
  CHECK(got.timestamp.value == "now");
  CHECK(*got.retry_after_ms == 7);
  auto data = success_event{{{{"seq", 3}}}, {}};
  CHECK(over_the_wire(data).data.value == json{{"seq", 3}});
}

TEST_CASE("requests between actors cross nodes", "[inspection]") {
  auto what
    = publication{"{\"type\":\"x\"", {true, true, false}, "k", body_kind::text};
  auto got = over_the_wire(publish_request{what, 1, 2, "\"r\""});
  CHECK(got.what.body == what.body);
  CHECK(got.what.key == "k");
  CHECK(got.what.kind == body_kind::text);
  CHECK(got.what.wanted.sequence);
  CHECK_FALSE(got.what.wanted.count);
  CHECK(got.except == 1);
  CHECK(got.confirm == 2);
  CHECK(got.ref == "\"r\"");
  auto join
    = over_the_wire(join_request{{"chat", "a"}, 5, "user", {}, what, {}, true});
  CHECK(join.room == room_key{"chat", "a"});
  CHECK(join.session == 5);
  CHECK(join.again);
  CHECK(over_the_wire(broadcast_request{"k", {"a", "b"}, false, what, 9, {}})
          .names.size()
        == 2);
}
