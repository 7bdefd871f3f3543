// What is said over TLS.
#include "client_frames.hpp"
#include "tls_fixture.hpp"

#include <openssl/ssl.h>

#include <fstream>
#include <future>

using namespace troupe;
using namespace tests;

namespace {

constexpr std::size_t megabyte = 1 << 20;

node_options roomy() {
  auto out = node_options{};
  out.bounds.message_bytes = 8 * megabyte;
  out.bounds.queue_bytes = 64 * megabyte;
  return out;
}

} // namespace

TEST_CASE("text comes back over TLS in the order it was sent", "[tls]") {
  tls_fixture world;
  for (auto version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_client client{world.port(), {.oldest = version, .newest = version}};
    client.enter("/echo");
    for (int i = 0; i < 500; ++i)
      client.say(std::to_string(i));
    for (int i = 0; i < 500; ++i)
      REQUIRE(client.next() == std::to_string(i));
  }
}

TEST_CASE("large messages pass a client that reads little at a time", "[tls]") {
  tls_fixture world{{}, roomy()};
  tls_client client{world.port(), {.most = 1'000}};
  client.enter("/echo");
  auto text = std::string{};
  for (std::size_t i = 0; i < megabyte; ++i)
    text += static_cast<char>('a' + i % 23);
  for (int i = 0; i < 2; ++i)
    client.say(text);
  for (int i = 0; i < 2; ++i)
    REQUIRE(client.next() == text);
}

TEST_CASE("messages of many sizes come back whole over TLS", "[tls]") {
  tls_fixture world{{}, roomy()};
  tls_client client{world.port()};
  client.enter("/echo");
  for (auto size :
       {0, 1, 125, 126, 16'383, 16'384, 16'385, 65'536, 1'000'000}) {
    auto text = std::string(static_cast<std::size_t>(size), 'x');
    client.say(text);
    REQUIRE(client.next() == text);
  }
}

TEST_CASE("TLS records may come byte by byte", "[tls]") {
  tls_fixture world;
  tls_client client{world.port(), {.piece = 1}};
  client.enter("/echo");
  client.say("hello");
  CHECK(client.next() == "hello");
}

TEST_CASE("a client may ask for new keys at any time", "[tls]") {
  tls_fixture world;
  tls_client client{world.port(), {.oldest = TLS1_3_VERSION}};
  client.enter("/echo");
  for (int i = 0; i < 20; ++i) {
    client.update_keys();
    client.say(std::to_string(i));
  }
  for (int i = 0; i < 20; ++i)
    REQUIRE(client.next() == std::to_string(i));
}

TEST_CASE("new keys may be asked for while the server waits", "[tls]") {
  tls_fixture world{{}, roomy()};
  tls_client client{world.port(), {.oldest = TLS1_3_VERSION}};
  client.enter("/echo");
  constexpr int messages = 130; // More than the kernel takes.
  auto text = std::string(65'536, 'x');
  for (int i = 0; i < messages; ++i) {
    client.say(text);
    client.update_keys();
  }
  for (int i = 0; i < messages; ++i)
    REQUIRE(client.next() == text);
}

TEST_CASE("who asks for new keys and reads nothing is cut", "[tls]") {
  tls_fixture world{{}, roomy()};
  tls_client client{world.port(), {.oldest = TLS1_3_VERSION}};
  client.enter("/echo");
  auto text = std::string(65'536, 'x');
  for (int i = 0; i < 130; ++i)
    client.say(text);
  for (int i = 0; i < 5'000; ++i)
    client.update_keys(); // Answered by 27 bytes each.
  CHECK(client.rest().size() < 130 * text.size());
  CHECK_FALSE(client.ended_well());
}

// -- ends ---------------------------------------------------------------------

TEST_CASE("close_notify comes before the FIN", "[tls]") {
  tls_fixture world;
  SECTION("behind the close frame") {
    tls_client client{world.port()};
    client.enter("/echo").send(client_frame(0x88, "\x03\xE8"));
    CHECK(client.next() == "\x03\xE8");
    CHECK(client.rest().empty());
    CHECK(client.ended_well());
    CHECK(client.socket().receive().empty());
    CHECK(client.socket().ended_by_fin());
  }
  SECTION("behind an HTTP answer") {
    tls_client client{world.port()};
    REQUIRE(client.handshake());
    client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(client.rest().ends_with(R"({"status":"ok"})"));
    CHECK(client.ended_well());
  }
  SECTION("when the client says it first") {
    tls_client client{world.port()};
    client.enter("/echo").close();
    CHECK(client.rest().empty());
    CHECK(client.ended_well());
  }
  SECTION("when the server stops") {
    auto stopping = std::future<void>{}; // Ends behind the client.
    tls_client client{world.port()};
    client.enter("/echo");
    stopping
      = std::async(std::launch::async, [&] { world.world.server->stop(); });
    CHECK(client.next().find("restarting") != std::string::npos);
    CHECK(client.next().starts_with("\x03\xF4")); // 1012
    client.send(client_frame(0x88, "\x03\xF4"));
    CHECK(client.rest().empty());
    CHECK(client.ended_well());
  }
}

TEST_CASE("what comes with the goodbye is answered", "[tls]") {
  tls_fixture world;
  tls_client client{world.port()};
  client.enter("/echo").send_and_close(client_frame(0x81, "one more thing"));
  CHECK(client.next() == "one more thing");
  CHECK(client.rest().empty());
  CHECK(client.ended_well());
}

TEST_CASE("who leaves with the end of the handshake is gone at once", "[tls]") {
  auto options = server_options{};
  options.header_timeout = std::chrono::minutes{2};
  tls_fixture world{options};
  auto manner = tls_manner{};
  manner.leaves = true;
  tls_client client{world.port(), manner};
  REQUIRE(client.handshake());
  CHECK(client.rest().empty());
}

TEST_CASE("what is no TLS ends a connection that spoke it", "[tls]") {
  tls_fixture world;
  tls_client client{world.port()};
  client.enter("/echo").socket().send("this is no record");
  CHECK(client.rest().empty());
  CHECK_FALSE(client.ended_well());
  CHECK(world.refused() == 0); // Its handshake had been good.
}

TEST_CASE("who vanishes behind the handshake leaves nothing behind", "[tls]") {
  auto options = server_options{};
  options.drain_timeout = std::chrono::seconds{60};
  tls_fixture world{options};
  for (int i = 0; i < 200; ++i) {
    tls_client client{world.port()};
    REQUIRE(client.handshake());
    if (i % 2 == 0)
      client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  } // What it has not read makes its end a reset.
  auto started = std::chrono::steady_clock::now();
  world.world.server->stop();
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds{8});
}

TEST_CASE("who does not read over TLS is dropped", "[tls]") {
  tls_fixture world;
  tls_client dead{world.port(), {.window = 4'096}};
  dead.enter("/echo");
  auto text = std::string(60'000, 'x');
  for (int i = 0; i < 400; ++i)
    dead.say(text);
  tls_client alive{world.port()};
  alive.enter("/echo").say("hello");
  CHECK(alive.next() == "hello");
  CHECK(world.world.server->actors().totals().slow_clients == 1);
}

// -- another certificate ------------------------------------------------------

TEST_CASE("a new certificate is for new connections", "[tls]") {
  tls_fixture world;
  tls_client old{world.port()};
  old.enter("/echo");
  CHECK(old.serial_of_server() == 1);
  make_identity(world.folder.path(), 2);
  CHECK_FALSE(world.world.server->reload());
  old.say("still here");
  CHECK(old.next() == "still here");
  tls_client late{world.port()};
  REQUIRE(late.handshake());
  CHECK(late.serial_of_server() == 2);
}

TEST_CASE("a new certificate of no use leaves the old one", "[tls]") {
  tls_fixture world;
  make_identity(world.folder.path(), 2);
  SECTION("garbage") {
    std::ofstream{world.files.certificate} << "garbage";
  }
  SECTION("gone") {
    std::filesystem::remove(world.files.key);
  }
  SECTION("another's key") {
    temporary_folder elsewhere;
    std::filesystem::copy_file(
      make_identity(elsewhere.path(), 3).key, world.files.key,
      std::filesystem::copy_options::overwrite_existing);
  }
  auto bad = world.world.server->reload();
  REQUIRE(bad);
  CHECK(bad->message.starts_with("Cannot use "));
  tls_client late{world.port()};
  REQUIRE(late.handshake());
  CHECK(late.serial_of_server() == 1);
}
