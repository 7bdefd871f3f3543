#include "exposition.hpp"
#include "rooms.hpp"
#include "server_fixture.hpp"

#include <troupe/actors/session.hpp>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <prometheus/counter.h>
#include <prometheus/registry.h>

using namespace troupe;
using namespace tests;

namespace {

namespace http = beast::http;

struct halt {};
TROUPE_EVENT(halt, "halt")

/// @param released ends what a client's `halt` does to its loop.
router routes(std::shared_future<void> released = {}) {
  auto out = router{};
  out.add("/halt", accepts<halt>, [released](session* self, const handshake&) {
    return caf::message_handler{[self, released](const halt&) {
      self->push(ready{});
      released.wait_for(std::chrono::seconds{20});
    }};
  });
  out.add("/room/:name", accepts<say>, [](session* self, const handshake& who) {
    auto room = self->join("room", who.param("name"));
    return caf::message_handler{
      [self](const joined&) { self->push(ready{}); },
      [room](const say& x) { room.broadcast(x); },
    };
  });
  return out;
}

http::response<http::string_body>
get(std::uint16_t port, const std::string& target) {
  asio::io_context io;
  auto socket = tcp::socket{io};
  socket.connect({asio::ip::make_address("127.0.0.1"), port});
  auto request = http::request<http::empty_body>{http::verb::get, target, 11};
  request.set(http::field::host, "localhost");
  http::write(socket, request);
  beast::flat_buffer buffer;
  auto answer = http::response<http::string_body>{};
  http::read(socket, buffer, answer);
  return answer;
}

server_options with_metrics() {
  auto options = server_options{};
  options.loops = 2;
  options.metrics_port = 0;
  return options;
}

exposition scrape(const server& from) {
  return exposition{get(*from.metrics_port(), "/metrics").body()};
}

/// Scrapes until `name` says `count`: a client may hold a message a moment
/// before its loop has counted it.
exposition
scrape_until(const server& from, const std::string& name, double count) {
  auto page = scrape(from);
  for (int i = 0; i < 1'000 && page.at(name) < count; ++i)
    page = scrape(from);
  return page;
}

class broken final : public prometheus::Collectable {
  std::vector<prometheus::MetricFamily> Collect() const override {
    throw std::runtime_error{"no"};
  }
};

} // namespace

TEST_CASE("the page of metrics is in Prometheus's text format", "[metrics]") {
  server_fixture world{routes(), with_metrics()};
  auto answer = get(*world.server->metrics_port(), "/metrics");
  CHECK(answer.result_int() == 200);
  CHECK(answer[http::field::content_type]
        == "text/plain; version=0.0.4; charset=utf-8");
  auto page = exposition{answer.body()};
  for (const auto& [name, type] : page.types())
    CHECK((name.starts_with("troupe_") || name.starts_with("process_")));
  CHECK(page.has(R"(troupe_sessions_open{route="/room/:name"})"));
  CHECK(page.has(R"(troupe_loop_delay_seconds{loop="1"})"));
}

TEST_CASE("what clients do is counted exactly", "[metrics]") {
  constexpr int members = 3;
  constexpr int messages = 5;
  server_fixture world{routes(), with_metrics()};
  auto clients = std::vector<std::unique_ptr<ws_client>>{};
  for (int i = 0; i < members; ++i) {
    clients.push_back(
      std::make_unique<ws_client>(world.server->port(), "/room/one"));
    clients.back()->next();
  }
  for (int i = 0; i < members * messages; ++i)
    clients[static_cast<std::size_t>(i % members)]->send(
      R"({"type":"say","text":"hello"})");
  for (auto& client : clients)
    for (int i = 0; i < members * messages; ++i)
      client->next();
  // The answers to the handshakes are frames of theirs.
  constexpr int frames = members * (members * messages + 2);
  auto page = scrape_until(*world.server, "troupe_frames_sent_total", frames);
  CHECK(page.at("troupe_frames_sent_total") == frames);
  CHECK(page.at("troupe_connections_open") == members);
  CHECK(page.at("troupe_connections_total") == members);
  CHECK(page.at(R"(troupe_sessions_open{route="/room/:name"})") == members);
  CHECK(page.at(R"(troupe_http_responses_total{status="101"})") == members);
  CHECK(page.at("troupe_rooms_open") == 1);
  CHECK(page.at("troupe_messages_received_total") == members * messages);
  CHECK(page.at("troupe_publications_total") == members * messages);
  CHECK(page.at("troupe_messages_sent_total")
        == members * (members * messages + 1));
  CHECK(page.at("troupe_directory_mailbox_messages") == 0);
}

TEST_CASE("what waits for a client that does not read is a gauge",
          "[metrics]") {
  server_fixture world{routes(), with_metrics()};
  auto dead
    = std::make_unique<ws_client>(world.server->port(), "/room/one", 4'096);
  auto alive = world.connect("/room/one");
  dead->next();
  alive.next();
  const auto message
    = R"({"type":"say","text":")" + std::string(60'000, 'x') + "\"}";
  auto waiting = 0.0;
  for (int i = 0; i < 100 && waiting == 0; ++i) {
    alive.send(message);
    alive.next();
    waiting = scrape(*world.server).at("troupe_send_queue_bytes");
  }
  CHECK(waiting > 0);
  dead.reset();
  for (int i = 0; i < 100 && waiting > 0; ++i) {
    alive.send(R"({"type":"say","text":"still there?"})");
    alive.next();
    waiting = scrape(*world.server).at("troupe_send_queue_bytes");
  }
  CHECK(waiting == 0);
}

TEST_CASE("reading the metrics changes none of the server's", "[metrics]") {
  server_fixture world{routes(), with_metrics()};
  auto first = scrape(*world.server);
  for (int i = 0; i < 10; ++i)
    scrape(*world.server);
  auto last = scrape(*world.server);
  for (const auto& [name, type] : first.types())
    if (name.starts_with("troupe_") && type == "counter" && first.has(name))
      CHECK(first.at(name) == last.at(name));
  CHECK(last.at("troupe_connections_total") == 0);
}

TEST_CASE("the port of the metrics serves nothing else, and no other serves "
          "them",
          "[metrics]") {
  server_fixture world{routes(), with_metrics()};
  auto metrics = *world.server->metrics_port();
  CHECK(get(world.server->port(), "/metrics").result_int() == 404);
  for (const auto* path : {"/", "/healthz", "/room/one", "/metrics/more"})
    CHECK(get(metrics, path).result_int() == 404);
  CHECK_THROWS(ws_client{metrics, "/room/one"});
}

TEST_CASE("without a port there are no metrics", "[metrics]") {
  server_fixture world{routes()};
  CHECK_FALSE(world.server->metrics_port().has_value());
}

TEST_CASE("a port for metrics that is taken is an error with its reason",
          "[metrics]") {
  server_fixture world{routes()};
  auto options = server_options{};
  options.port = 0;
  options.metrics_port = world.server->port();
  auto second = server::start(world.system, routes(), {}, options);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().message.find("Address already in use")
        != std::string::npos);
}

TEST_CASE("a full server still shows its metrics", "[metrics]") {
  auto options = with_metrics();
  options.max_connections = 1;
  server_fixture world{routes(), options};
  auto only = world.connect("/room/one");
  CHECK(get(world.server->port(), "/healthz").result_int() == 503);
  auto page = scrape(*world.server);
  CHECK(page.at(R"(troupe_http_responses_total{status="503"})") == 1);
}

TEST_CASE("an application's own families stand beside the server's",
          "[metrics]") {
  auto registry = std::make_shared<prometheus::Registry>();
  auto& family = prometheus::BuildCounter()
                   .Name("shop_orders_total")
                   .Help("Orders \"taken\".")
                   .Register(*registry);
  family.Add({{"kind", "a \"quoted\"\nname"}}).Increment(3);
  auto options = with_metrics();
  options.metrics.push_back(registry);
  server_fixture world{routes(), options};
  auto name = std::string{R"(shop_orders_total{kind="a \"quoted\"\nname"})"};
  CHECK(scrape(*world.server).at(name) == 3);
  family.Add({{"kind", "a \"quoted\"\nname"}}).Increment();
  CHECK(scrape(*world.server).at(name) == 4);
  CHECK(scrape(*world.server).has("troupe_rooms_open"));
}

TEST_CASE("a source that throws makes the page an error, and ends nothing",
          "[metrics]") {
  auto options = with_metrics();
  options.metrics.push_back(std::make_shared<broken>());
  server_fixture world{routes(), options};
  for (int i = 0; i < 2; ++i)
    CHECK(get(*world.server->metrics_port(), "/metrics").result_int() == 500);
  auto client = world.connect("/room/one");
  CHECK(client.next() == R"({"type":"ready"})");
}

TEST_CASE("connections are counted for the loop that serves them",
          "[metrics]") {
  server_fixture world{routes(), with_metrics()};
  auto clients = std::vector<std::unique_ptr<ws_client>>{};
  for (const auto* path :
       {"/room/one", "/room/two", "/room/one", "/room/one", "/room/two"}) {
    clients.push_back(std::make_unique<ws_client>(world.server->port(), path));
    clients.back()->next();
  }
  const auto first = std::string{R"(troupe_loop_connections{loop="0"})"};
  auto page = scrape(*world.server);
  CHECK(page.at(first) == 3);
  CHECK(page.at(R"(troupe_loop_connections{loop="1"})") == 2);
  clients.front().reset();
  for (int i = 0; i < 1'000 && page.at(first) > 2; ++i)
    page = scrape(*world.server);
  CHECK(page.at(first) == 2);
}

TEST_CASE("a loop that does not answer holds up the page for a second only",
          "[metrics]") {
  auto release = std::promise<void>{};
  server_fixture world{routes(release.get_future().share()), with_metrics()};
  auto first = world.connect("/halt"); // Connections go to the loops in turn.
  first.send(R"({"type":"halt"})");
  auto page = scrape(*world.server);
  while (page.at(R"(troupe_loop_delay_seconds{loop="0"})") < 1)
    page = scrape(*world.server); // The message was still on its way.
  CHECK(page.at(R"(troupe_loop_delay_seconds{loop="0"})") == 1);
  CHECK_FALSE(page.has(R"(troupe_relay_mailbox_messages{loop="0"})"));
  CHECK(page.at(R"(troupe_loop_delay_seconds{loop="1"})") < 1);
  CHECK(page.has(R"(troupe_relay_mailbox_messages{loop="1"})"));
  release.set_value();
  CHECK(first.next() == R"({"type":"ready"})");
  CHECK(
    scrape(*world.server).has(R"(troupe_relay_mailbox_messages{loop="0"})"));
}
