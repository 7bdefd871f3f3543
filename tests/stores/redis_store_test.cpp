#include "places.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace troupe;
using namespace tests;
using namespace std::chrono_literals;

namespace {

using strings = std::vector<std::string>;
using clock = std::chrono::steady_clock;

redis_store_options options(const redis_url& where) {
  return {where, patience, patience, 0ms};
}

redis_store_options impatient(const redis_url& where) {
  return {where, patience, 200ms, 0ms};
}

/// A server that says the same to everybody, and then, perhaps, hangs up.
class rude_server {
public:
  explicit rude_server(std::string says, bool hangs_up)
    : says_(std::move(says)), hangs_up_(hangs_up) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    auto where = sockaddr_in{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto size = socklen_t{sizeof where};
    auto* address = reinterpret_cast<sockaddr*>(&where);
    REQUIRE(::bind(socket_, address, size) == 0);
    REQUIRE(::listen(socket_, 100) == 0);
    REQUIRE(::getsockname(socket_, address, &size) == 0);
    where_.host = "127.0.0.1";
    where_.port = ntohs(where.sin_port);
    thread_ = std::jthread{[this] { serve(); }};
  }

  ~rude_server() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
    for (auto client : clients_)
      ::close(client);
  }

  redis_url where_;
  std::atomic<int> accepted{0};

private:
  void serve() {
    for (;;) {
      auto client = ::accept(socket_, nullptr, nullptr);
      if (client < 0)
        return;
      ++accepted;
      ::send(client, says_.data(), says_.size(), MSG_NOSIGNAL);
      if (hangs_up_)
        ::close(client);
      else
        clients_.push_back(client);
    }
  }

  std::string says_;
  bool hangs_up_;
  int socket_ = -1;
  std::vector<int> clients_;
  std::jthread thread_;
};

} // namespace

TEST_CASE("a silent Redis is unavailable in time, and later works again",
          "[redis]") {
  NEEDS_REDIS();
  redis_server server;
  REQUIRE(
    redis_store{options(server.where())}.write({put("c", "k", "1", "x")}));
  auto store = redis_store{impatient(server.where())};
  server.pause();
  auto began = clock::now();
  check_unavailable(store.write({put("c", "k", "2", "x")}), "in time");
  check_unavailable(store.check(), "in time"); // On a new connection.
  CHECK(clock::now() - began < patience);
  server.resume();
  auto works = store.write({put("c", "k", "3", "x")});
  for (int i = 0; i < 100 && !works; ++i)
    works = store.write({put("c", "k", "3", "x")});
  REQUIRE(works);
  auto there
    = ids(redis_store{options(server.where())}.read({"c", "k", "", 10}));
  CHECK(there.front() == "1");
  CHECK(there.back() == "3");
}

TEST_CASE("a Redis that is killed is unavailable until it is started again",
          "[redis]") {
  NEEDS_REDIS();
  redis_server server;
  auto store = redis_store{options(server.where())};
  REQUIRE(store.write({put("c", "k", "1", "x")}));
  server.kill();
  check_unavailable(store.write({put("c", "k", "2", "x")}), "refused");
  check_unavailable(store.check(), "refused");
  server.start();
  CHECK(store.write({put("c", "k", "3", "x")}));
  CHECK(ids(store.read({"c", "k", "", 10})) == strings{"1", "3"});
}

TEST_CASE("a connection that Redis has closed meanwhile costs no request",
          "[redis]") {
  NEEDS_REDIS();
  redis_server server;
  auto store = redis_store{options(server.where())};
  REQUIRE(store.check());
  server.kill();
  server.start();
  CHECK(store.write({put("c", "k", "1", "x")}));
}

TEST_CASE("Redis wants the right password, and the log does not see it",
          "[redis]") {
  NEEDS_REDIS();
  redis_server server{"secret"};
  auto where = server.where();
  CHECK(redis_store{options(where)}.check());
  where.user = "default";
  where.database = 3;
  CHECK(redis_store{options(where)}.check());
  where.password = "wrong-secret";
  auto refused = redis_store{options(where)}.check();
  check_unavailable(refused, "WRONGPASS");
  CHECK_THAT(refused.error().message, !Catch::Matchers::Contains("secret"));
  where.user = where.password = "";
  check_unavailable(redis_store{options(where)}.check(), "NOAUTH");
}

TEST_CASE("databases of one Redis do not see each other", "[redis]") {
  NEEDS_REDIS();
  redis_server server;
  auto where = server.where();
  REQUIRE(redis_store{options(where)}.write({put("c", "k", "1", "x")}));
  where.database = 1;
  CHECK(ids(redis_store{options(where)}.read({"c", "k", "", 10})).empty());
  where.database = 1'000;
  check_unavailable(redis_store{options(where)}.check(), "out of range");
}

TEST_CASE("a Redis without memory makes no part of a write", "[redis]") {
  NEEDS_REDIS();
  redis_server server;
  auto store = redis_store{options(server.where())};
  REQUIRE(store.write({put("c", "k", "1", "x")}));
  auto admin = redis_connection::open(options(server.where()));
  REQUIRE((*admin)->ask({{"CONFIG", "SET", "maxmemory", "1"}}).has_value());
  check_unavailable(
    store.write({erase("c", "k", "1"), put("c", "k", "2", "x")}), "OOM");
  CHECK(ids(store.read({"c", "k", "", 10})) == strings{"1"});
  REQUIRE((*admin)->ask({{"CONFIG", "SET", "maxmemory", "0"}}).has_value());
  CHECK(store.write({put("c", "k", "2", "x")}));
}

TEST_CASE("what is not Redis is unavailable, whatever it says", "[redis]") {
  auto says = GENERATE(as<std::string>{}, "HTTP/1.1 400 Bad Request\r\n\r\n",
                       "*100000000000\r\n", "$-7\r\nx", "-ERR no\r\n",
                       "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
                       "+half a rep", "");
  auto hangs_up = GENERATE(true, false);
  CAPTURE(says, hangs_up);
  rude_server server{says, hangs_up};
  auto store = redis_store{impatient(server.where_)};
  auto began = clock::now();
  CHECK_FALSE(store.check());
  CHECK_FALSE(store.write({put("c", "k", "1", "x")}));
  CHECK(store.read({"c", "k", "", 10}).has_error());
  CHECK(clock::now() - began < patience);
}

TEST_CASE("a store does not connect more often than it may", "[redis]") {
  rude_server server{"-ERR no\r\n", true};
  auto store = redis_store{{server.where_, 500ms, 200ms, 60s}};
  for (int i = 0; i < 100; ++i)
    CHECK_FALSE(store.check());
  CHECK(server.accepted == 1);
}

TEST_CASE("a host that does not exist is a value", "[redis]") {
  auto where = redis_url{};
  where.host = "no.such.host.invalid";
  check_unavailable(redis_store{options(where)}.check(), "no.such.host");
}
