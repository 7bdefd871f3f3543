// Connections that go to the loop of their room.
#include "client_frames.hpp"
#include "server_fixture.hpp"
#include "tls_fixture.hpp"

#include <troupe/actors/session.hpp>

#include <future>
#include <sstream>
#include <thread>
#include <vector>

using namespace troupe;
using namespace tests;

namespace {

/// Says on which thread it is served, then what it is told.
caf::message_handler loop_teller(session* self, const handshake&) {
  auto thread = std::ostringstream{};
  thread << std::this_thread::get_id();
  self->push_text(thread.str());
  return {[self](const raw_text& x) { self->push_text(x.text); }};
}

router loop_tellers() {
  auto out = router{};
  out.add("/loop/of/:room", with(rate_limit{0, 1}), accepts<raw_text>,
          loop_teller);
  out.add("/loop", accepts<raw_text>, loop_teller);
  return out;
}

server_options two_loops() {
  auto out = server_options{};
  out.loops = 2;
  return out;
}

node_options sharing(std::size_t most) {
  auto out = node_options{};
  out.loop_affinity = most;
  return out;
}

/// Two names that have a loop each, and somebody on it.
struct two_names : server_fixture {
  explicit two_names(std::size_t most = 32)
    : server_fixture(loop_tellers(), two_loops(), sharing(most)) {
    for (auto* client : {&one, &two})
      loops.push_back(client->next());
  }

  std::vector<std::string> loops;
  ws_client one = connect("/loop/of/one");
  ws_client two = connect("/loop/of/two");
};

const auto names = std::vector<std::string>{"one", "two"};
const auto message = std::string(60'000, 'x');

} // namespace

TEST_CASE_METHOD(two_names, "a connection goes to the loop of its name",
                 "[loop_affinity]") {
  CHECK(loops[0] != loops[1]);
  for (std::size_t i = 0; i < 6; ++i) // In the order 1, 1, 0, 0, 1, 1.
    CHECK(connect("/loop/of/" + names[i / 2 % 2]).next() == loops[i / 2 % 2]);
}

TEST_CASE("connections stay where they were accepted when their loop is full",
          "[loop_affinity]") {
  two_names world{1};
  CHECK(world.loops[0] != world.loops[1]);
  for (int i = 0; i < 4; ++i)
    CHECK(world.connect("/loop/of/one").next()
          == world.loops[static_cast<std::size_t>(i % 2)]);
  for (int i = 0; i < 4; ++i)
    CHECK(world.connect("/loop").next()
          == world.loops[static_cast<std::size_t>(i % 2)]);
}

TEST_CASE_METHOD(two_names, "who changes loops loses nothing that it has said",
                 "[loop_affinity]") {
  for (std::size_t i = 0; i < 8; ++i) {
    tcp_client client{server->port()};
    auto said = upgrade_to("/loop/of/" + names[i / 2 % 2]);
    for (const auto* text : {"first", "second"})
      said += client_frame(0x81, text);
    if (i >= 4) // More than a loop reads at once.
      said += client_frame(0x81, message) + client_frame(0x81, message)
              + client_frame(0x81, "last");
    client.send(said);
    client.finish();
    auto heard = client.rest();
    CHECK(heard.starts_with("HTTP/1.1 101 "));
    CHECK(heard.find(loops[i / 2 % 2]) != std::string::npos);
    CHECK(heard.find("first\x81\x06second") != std::string::npos);
    CHECK((i < 4 || heard.ends_with("last")));
  }
}

TEST_CASE("who changes loops loses nothing over TLS", "[loop_affinity]") {
  tls_fixture world{two_loops(), {}, loop_tellers()};
  auto anchors = std::vector<std::unique_ptr<tls_client>>{};
  auto loops = std::vector<std::string>{};
  for (const auto& name : names) {
    anchors.push_back(std::make_unique<tls_client>(world.port()));
    loops.push_back(anchors.back()->enter("/loop/of/" + name).next());
  }
  CHECK(loops[0] != loops[1]);
  for (std::size_t i = 0; i < 8; ++i) {
    tls_client client{world.port()};
    REQUIRE(client.handshake());
    auto said = upgrade_to("/loop/of/" + names[i / 2 % 2])
                + client_frame(0x81, message) + client_frame(0x81, "last");
    i < 4 ? client.send(said) : client.send_and_close(said);
    auto heard = client.read();
    for (auto some = heard; !some.empty() && !heard.ends_with("last"); heard
                                                                       += some)
      some = client.read();
    CHECK(heard.ends_with("last"));
    CHECK(heard.find(loops[i / 2 % 2]) != std::string::npos);
    client.close();
    client.rest();
    CHECK(client.ended_well());
  }
}

TEST_CASE("stopping leaves nobody behind who is about to change loops",
          "[loop_affinity]") {
  for (int round = 0; round < 5; ++round) {
    two_names world;
    auto crowd = std::vector<std::unique_ptr<tcp_client>>{};
    for (std::size_t i = 0; i < 100; ++i) {
      crowd.push_back(std::make_unique<tcp_client>(world.server->port()));
      crowd.back()->send(upgrade_to("/loop/of/" + names[i / 2 % 2]));
    }
    auto stopping
      = std::async(std::launch::async, [&] { world.server->stop(); });
    CHECK(world.one.end() == 1012);
    CHECK(world.two.end() == 1012);
    for (auto& each : crowd) {
      auto heard = each->receive();
      CHECK((heard.empty() || heard.starts_with("HTTP/1.1 101 ")
             || heard.starts_with("HTTP/1.1 503 ")));
      each.reset();
    }
    stopping.get();
    CHECK(world.server->connections() == 0);
    CHECK(world.server->actors().totals().sessions == 0);
    CHECK(world.server->actors().totals().queued_bytes == 0);
  }
}
