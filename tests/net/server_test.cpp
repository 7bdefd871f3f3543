#include "rooms.hpp"
#include "server_fixture.hpp"

#include <troupe/actors/session.hpp>

#include <thread>
#include <vector>

using namespace troupe;
using namespace tests;

namespace {

/// Each way to send; without io_uring here the second is the first.
io_mode each_way() {
  return GENERATE(io_mode::epoll, io_mode::automatic);
}

const auto hello = std::string{R"({"type":"say","text":"hello"})"};

} // namespace

TEST_CASE("text comes back in the order it was sent", "[server]") {
  server_fixture world{echo_and_room()};
  auto client = world.connect("/echo");
  for (int i = 0; i < 1'000; ++i)
    client.send(std::to_string(i));
  for (int i = 0; i < 1'000; ++i)
    REQUIRE(client.next() == std::to_string(i));
  client.close();
}

TEST_CASE("messages of many sizes come back whole", "[server]") {
  auto actors = node_options{};
  actors.bounds.message_bytes = 8 << 20;
  auto options = server_options{};
  options.io = each_way();
  server_fixture world{echo_and_room(), options, actors};
  auto client = world.connect("/echo");
  for (auto size : {0, 1, 125, 126, 1'500, 1'536, 65'535, 65'536, 5 << 20}) {
    auto text = std::string(static_cast<std::size_t>(size), 'x');
    client.send(text);
    REQUIRE(client.next() == text);
  }
}

TEST_CASE("a message above the limit closes with 1009", "[server]") {
  server_fixture world{echo_and_room()};
  auto client = world.connect("/echo");
  client.send(std::string(65'537, 'x'));
  CHECK(client.end() == 1009);
}

TEST_CASE("members on several loops get everything in one order", "[server]") {
  constexpr int members = 20;
  constexpr int messages = 200;
  auto options = server_options{};
  options.loops = 2;
  options.io = each_way();
  server_fixture world{echo_and_room(), options};
  auto clients = std::vector<std::unique_ptr<ws_client>>{};
  for (int i = 0; i < members; ++i) {
    clients.push_back(
      std::make_unique<ws_client>(world.server->port(), "/room"));
    REQUIRE(clients.back()->next() == R"({"type":"ready"})");
  }
  for (int i = 0; i < messages; ++i)
    clients[static_cast<std::size_t>(i % members)]->send(hello);
  for (auto& client : clients)
    for (int i = 1; i <= messages; ++i)
      REQUIRE(json::parse(client->next()).at("seq") == i);
  // The cork's own counter: many frames went out with one system call.
  auto& totals = world.server->actors().totals();
  INFO("frames " << totals.frames_out << ", sends " << totals.sends);
  CHECK(totals.frames_out > totals.sends);
  CHECK(totals.publications == messages);
}

TEST_CASE("an answer comes behind the event that it is about", "[server]") {
  constexpr int messages = 300;
  auto options = server_options{};
  options.loops = GENERATE(1u, 2u);
  options.io = each_way();
  server_fixture world{echo_and_room(), options};
  auto speaker = world.connect("/room"), listener = world.connect("/room");
  speaker.next();
  listener.next();
  for (int i = 1; i <= messages; ++i)
    speaker.send(R"({"type":"say","text":"hello","ref":)" + std::to_string(i)
                 + "}");
  for (int i = 1; i <= messages; ++i) {
    auto event = json::parse(speaker.next());
    REQUIRE(event.at("seq") == i);
    auto answer = json::parse(speaker.next());
    REQUIRE(answer.at("ref") == i);
    REQUIRE(answer.at("data").at("seq") == i);
    REQUIRE(json::parse(listener.next()).at("seq") == i);
  }
}

TEST_CASE("who comes while others speak misses nothing behind the welcome",
          "[server]") {
  constexpr int messages = 500;
  auto options = server_options{};
  options.loops = GENERATE(1u, 2u);
  server_fixture world{echo_and_room(), options};
  auto speaker = world.connect("/room");
  speaker.next();
  for (int i = 0; i < messages; ++i)
    speaker.send(hello);
  auto late = world.connect("/room");
  REQUIRE(late.next() == R"({"type":"ready"})");
  speaker.send(hello);
  auto last = json::parse(late.next()).at("seq").get<int>();
  while (last <= messages)
    REQUIRE(json::parse(late.next()).at("seq") == ++last);
  CHECK(last == messages + 1);
}

TEST_CASE("who does not read is dropped, and holds up nobody", "[server]") {
  auto options = server_options{};
  options.io = each_way();
  server_fixture world{echo_and_room(), options};
  ws_client dead{world.server->port(), "/room", 4'096};
  auto alive = world.connect("/room");
  dead.next();
  alive.next();
  auto text = std::string(60'000, 'x');
  auto message = R"({"type":"say","text":")" + text + "\"}";
  for (int i = 1; i <= 100; ++i) {
    alive.send(message);
    REQUIRE(json::parse(alive.next()).at("seq") == i);
  }
  CHECK(world.server->actors().totals().slow_clients == 1);
}

TEST_CASE("stopping tells every client and ends all actors", "[server]") {
  auto options = server_options{};
  options.io = each_way();
  server_fixture world{echo_and_room(), options};
  auto first = world.connect("/room"), second = world.connect("/echo");
  first.next();
  auto stopping = std::async(std::launch::async, [&] { world.server->stop(); });
  CHECK(json::parse(first.next()).at("reconnect") == true);
  CHECK(first.end() == 1012);
  CHECK(second.end() == 1012);
  stopping.get();
  CHECK(world.server->connections() == 0);
  CHECK(world.server->actors().totals().sessions == 0);
}

TEST_CASE("a port that is taken is an error with its reason", "[server]") {
  server_fixture world{echo_and_room()};
  auto options = server_options{};
  options.port = world.server->port();
  auto second = server::start(world.system, echo_and_room(), {}, options);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().message.find("Address already in use")
        != std::string::npos);
}
