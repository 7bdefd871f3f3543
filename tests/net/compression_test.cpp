#include "rooms.hpp"
// Compression between a real server and Beast's own client.
#include "client_frames.hpp"
#include "server_fixture.hpp"

#include <troupe/actors/session.hpp>

#include <memory>
#include <vector>

using namespace troupe;
using namespace tests;

namespace {

server_options compressing() {
  auto out = server_options{};
  out.compression.enabled = true;
  out.loops = 1;
  return out;
}

std::unique_ptr<ws_client>
compressed(const server_fixture& world, const std::string& path) {
  return std::make_unique<ws_client>(world.server->port(), path, 0, true);
}

} // namespace

TEST_CASE("compressed messages of many sizes come back whole",
          "[compression]") {
  server_fixture world{echo_and_room(slow_members::drop_oldest), compressing()};
  auto client = compressed(world, "/echo");
  for (auto size : {0, 1, 125, 126, 255, 256, 1'536, 65'535, 65'536}) {
    auto text = std::string(static_cast<std::size_t>(size), 'x');
    client->send(text);
    REQUIRE(client->next() == text);
  }
  auto& totals = world.server->actors().totals();
  CHECK(totals.bytes_in < 4'000);
  CHECK(totals.bytes_out < 4'000);
  CHECK(totals.compressed == 4);
}

TEST_CASE("a publication is compressed once for all members of a loop",
          "[compression]") {
  server_fixture world{echo_and_room(slow_members::drop_oldest), compressing()};
  auto members = std::vector<std::unique_ptr<ws_client>>{};
  for (int i = 0; i < 20; ++i) { // Every second one takes it as it is.
    members.push_back(
      i % 2 == 0 ? compressed(world, "/room")
                 : std::make_unique<ws_client>(world.server->port(), "/room"));
    REQUIRE(members.back()->next() == R"({"type":"ready"})");
  }
  auto text = std::string(10'000, 'x');
  for (int i = 1; i <= 5; ++i) {
    members.front()->send(R"({"type":"say","text":")" + text + "\"}");
    for (auto& each : members) {
      auto got = json::parse(each->next());
      REQUIRE(got.at("seq") == i);
      REQUIRE(got.at("text") == text);
    }
  }
  CHECK(world.server->actors().totals().compressed == 5);
}

TEST_CASE("without the option an offer is passed over", "[compression]") {
  server_fixture world{echo_and_room(slow_members::drop_oldest)};
  auto client = compressed(world, "/echo");
  auto text = std::string(10'000, 'x');
  client->send(text);
  CHECK(client->next() == text);
  CHECK(world.server->actors().totals().bytes_in > 10'000);
}

TEST_CASE("a message too long once unpacked closes with 1009",
          "[compression]") {
  server_fixture world{echo_and_room(slow_members::drop_oldest), compressing()};
  auto client = compressed(world, "/echo");
  client->send(std::string(65'537, 'x'));
  CHECK(client->end() == 1009);
  CHECK(world.server->actors().totals().oversized == 1);
  CHECK(world.server->actors().totals().bytes_in < 1'000);
}
