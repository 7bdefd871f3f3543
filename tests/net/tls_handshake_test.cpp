// Whom TLS lets in, and what becomes of the others.
#include "tls_fixture.hpp"

#include <openssl/ssl.h>

#include <vector>

using namespace troupe;
using namespace tests;

namespace {

const auto http_request_text
  = std::string{"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"};

server_options impatient() {
  auto out = server_options{};
  out.header_timeout = std::chrono::milliseconds{200};
  return out;
}

/// A server that does not start, and why.
std::string why_not(server_options options) {
  options.port = 0;
  auto config = system_config{};
  caf::actor_system system{config};
  auto started = server::start(system, echo_route(), {}, std::move(options));
  return started ? "" : started.error().message;
}

} // namespace

// -- versions and protocols ---------------------------------------------------

TEST_CASE("TLS 1.2 is the oldest that is spoken", "[tls]") {
  tls_fixture world;
  tls_client old{world.port(), {.newest = TLS1_1_VERSION}};
  CHECK_FALSE(old.handshake());
  CHECK(old.reason() == "tlsv1 alert protocol version");
  CHECK(old.socket().rest().empty());
  CHECK(old.socket().ended_by_fin());
  CHECK(world.refused() == 1);
  tls_client good{world.port(), {.newest = TLS1_2_VERSION}};
  CHECK(good.handshake());
  CHECK(good.version() == "TLSv1.2");
}

TEST_CASE("HTTP/1.1 is chosen where protocols are offered", "[tls]") {
  tls_fixture world;
  auto both = std::string{"\x02h2\x08http/1.1"};
  tls_client browser{world.port(), {.protocols = both}};
  REQUIRE(browser.handshake());
  CHECK(browser.protocol() == "http/1.1");
  tls_client modern{world.port(), {.protocols = "\x02h2"}};
  CHECK_FALSE(modern.handshake());
  CHECK(modern.reason() == "tlsv1 alert no application protocol");
}

// -- too slow, too long -------------------------------------------------------

TEST_CASE("one deadline is for the handshake and the request", "[tls]") {
  tls_fixture world{impatient()};
  auto hello = client_hello();
  SECTION("who says nothing") {
    tcp_client client{world.port()};
    CHECK(client.rest().empty());
    CHECK(world.refused() == 1);
  }
  SECTION("who says half a hello") {
    tcp_client client{world.port()};
    client.send(hello.substr(0, hello.size() / 2));
    CHECK(client.rest().empty());
    CHECK(world.refused() == 1);
  }
  SECTION("who ends behind the hello") {
    tcp_client client{world.port()};
    client.send(hello);
    CHECK(client.rest().size() > 100); // Certificate and all.
    CHECK(world.refused() == 1);
  }
  SECTION("who asks for nothing") {
    tls_client client{world.port()};
    REQUIRE(client.handshake());
    CHECK(client.rest().empty());
    CHECK(client.ended_well());
    CHECK(world.refused() == 0);
  }
  world.world.server->stop();
  CHECK(world.world.server->connections() == 0);
}

TEST_CASE("a handshake is bounded in bytes", "[tls]") {
  auto hello = client_hello();
  auto options = impatient();
  SECTION("at the limit") {
    options.tls_handshake_bytes = hello.size();
    tls_fixture world{options};
    tcp_client client{world.port()};
    client.send(hello);
    CHECK(client.rest().size() > 100);
  }
  SECTION("above it") {
    options.tls_handshake_bytes = hello.size() - 1;
    tls_fixture world{options};
    tcp_client client{world.port()};
    client.send(hello);
    CHECK(client.rest().empty());
    CHECK(client.ended_by_fin());
    CHECK(world.refused() == 1);
  }
}

TEST_CASE("10,000 half handshakes leave nothing behind", "[tls]") {
  tls_fixture world;
  auto hello = client_hello();
  constexpr int waves = 50;
  constexpr int at_once = 200;
  for (int wave = 0; wave < waves; ++wave) {
    auto crowd = std::vector<std::unique_ptr<tcp_client>>{};
    for (int i = 0; i < at_once; ++i) {
      crowd.push_back(std::make_unique<tcp_client>(world.port()));
      auto some = static_cast<std::size_t>(wave * at_once + i) % hello.size();
      crowd.back()->send(hello.substr(0, some));
    }
  }
  tls_client good{world.port()};
  good.enter("/echo").say("hello");
  CHECK(good.next() == "hello");
  good.close();
  CHECK(good.rest().empty());
  world.world.server->stop(); // Waits for those that are still there.
  CHECK(world.world.server->connections() == 0);
  CHECK(world.refused() == waves * at_once);
}

// -- no TLS at all ------------------------------------------------------------

TEST_CASE("who speaks no TLS is told so in plain HTTP", "[tls]") {
  tls_fixture world;
  for (const auto& bytes : {http_request_text, std::string{"\0\1\2", 3},
                            std::string(100'000, 'x')}) {
    tcp_client client{world.port()};
    client.send(bytes);
    auto answer = client.rest();
    CHECK(answer.starts_with("HTTP/1.1 400 "));
    CHECK(answer.find("This port speaks TLS") != std::string::npos);
  }
  CHECK(world.refused() == 3);
}

TEST_CASE("a TLS hello on a plain port is refused", "[tls]") {
  running_server world{echo_route()};
  tcp_client client{world.server->port()};
  client.send(client_hello());
  CHECK(client.rest().starts_with("HTTP/1.1 400 "));
}

TEST_CASE("who is one too many is told so over TLS", "[tls]") {
  auto options = server_options{};
  options.max_connections = 1;
  tls_fixture world{options};
  tls_client first{world.port()}, second{world.port()};
  first.enter("/echo");
  REQUIRE(second.handshake());
  CHECK(second.rest().starts_with("HTTP/1.1 503 "));
  CHECK(second.ended_well());
}

// -- starting -----------------------------------------------------------------

TEST_CASE("a server starts with a certificate and its key only", "[tls]") {
  temporary_folder folder;
  auto files = make_identity(folder.path(), 1);
  auto options = server_options{};
  options.tls_certificate = files.certificate;
  CHECK(why_not(options) == "TLS needs both, a certificate and its key");
  options.tls_key = folder.path() / "missing.pem";
  CHECK(why_not(options)
        == "Cannot use " + options.tls_key.string()
             + " as its key in PEM without a pass phrase"
               ": No such file or directory");
  options.tls_key = files.key;
  CHECK(why_not(options).empty());
}
