// What a route's `slow_members` does over sockets.
#include "rooms.hpp"
#include "server_fixture.hpp"

#include <troupe/actors/session.hpp>

using namespace troupe;
using namespace tests;

namespace {

struct drawn {
  std::string text;
  sequence seq;
};
TROUPE_EVENT(drawn, "drawn", text, seq)

constexpr int messages = 150; // 9 MB, more than the kernel takes unread.
const auto text = std::string(60'000, 'x');
const auto message = R"({"type":"say","text":")" + text + "\"}";

channel drawing(const char* room_name) {
  return [room_name](session* self, const handshake&) {
    auto room = self->join("room", room_name);
    return caf::message_handler{
      [self](const joined&) { self->push(ready{}); },
      [room](const say& x) {
        room.broadcast(drawn{x.text, {}}, conflate{"x"});
      }};
  };
}

router drawing_rooms() {
  auto out = router{};
  out.add("/oldest", with(slow_members::drop_oldest, rate_limit{0, 1}),
          accepts<say>, drawing("oldest"));
  out.add("/latest", with(slow_members::latest_only, rate_limit{0, 1}),
          accepts<say>, drawing("latest"));
  return out;
}

/// Of two members one reads at once, the other when all is said.
struct two_members {
  explicit two_members(const std::string& path)
    : slow{world.server->port(), path, 4'096}, fast{world.connect(path)} {
    slow.next();
    fast.next();
  }

  void draw_all() {
    for (int i = 1; i <= messages; ++i) {
      fast.send(message);
      REQUIRE(json::parse(fast.next()).at("seq") == i);
    }
  }

  counters& totals() {
    return world.server->actors().totals();
  }

  /// Who does not read answers no ping either: this is not about that.
  static node_options patient() {
    auto out = node_options{};
    out.bounds.ping_interval = std::chrono::minutes{10};
    out.bounds.queue_bytes = 262'144;
    return out;
  }

  /// Nor about how long the rest takes to be read.
  static server_options unhurried() {
    auto out = server_options{};
    out.close_timeout = out.drain_timeout = std::chrono::minutes{2};
    return out;
  }

  server_fixture world{drawing_rooms(), unhurried(), patient()};
  ws_client slow;
  ws_client fast;
};

} // namespace

TEST_CASE("over a socket drop_oldest leaves out, tells, and goes on",
          "[server]") {
  two_members world{"/oldest"};
  world.draw_all();
  auto missing = std::uint64_t{0}, before = std::uint64_t{0}, last = before;
  while (last < messages) {
    auto got = json::parse(world.slow.next());
    if (got.at("type") == "system") {
      missing += got.at("dropped").get<std::uint64_t>();
      continue;
    }
    last = got.at("seq");
    REQUIRE(got.at("text") == text); // Whole frames, never a part.
    REQUIRE(last == before + missing + 1);
    before = last;
    missing = 0;
  }
  CHECK(world.totals().slow_clients == 0);
  CHECK(world.totals().dropped_messages > 0);
  world.slow.send(message);
  CHECK(json::parse(world.slow.next()).at("seq") == messages + 1);
  CHECK(json::parse(world.fast.next()).at("seq") == messages + 1);
  CHECK(world.totals().queued_bytes <= 400'000);
}

TEST_CASE("over a socket latest_only ends with the newest", "[server]") {
  two_members world{"/latest"};
  world.draw_all();
  auto got = std::uint64_t{0}, last = std::uint64_t{0};
  while (last < messages) {
    auto seq = json::parse(world.slow.next()).at("seq").get<std::uint64_t>();
    REQUIRE(seq > last);
    last = seq;
    ++got;
  }
  CHECK(world.totals().conflated_messages == messages - got);
  CHECK(world.totals().slow_clients == 0);
}

TEST_CASE("a close frame goes behind all that waits", "[server]") {
  two_members world{"/oldest"};
  world.draw_all();
  auto stopping
    = std::async(std::launch::async, [&] { world.world.server->stop(); });
  auto last = json{};
  try {
    for (;;)
      last = json::parse(world.slow.next());
  } catch (const boost::system::system_error& end) {
    CHECK(end.code() == websocket::error::closed);
  }
  CHECK(last.at("reconnect") == true);
  CHECK(world.fast.end() == 1012);
  stopping.get();
}
