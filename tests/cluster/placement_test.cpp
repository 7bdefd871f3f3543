#include <troupe/actors/cluster/options.hpp>
#include <troupe/actors/cluster/rendezvous.hpp>

#include "catch.hpp"

#include <map>

using namespace troupe;

namespace {

const auto three = std::vector<std::string>{"a", "b", "c"};

std::vector<room_key> many_rooms() {
  auto out = std::vector<room_key>{};
  for (int i = 0; i < 3'000; ++i)
    out.push_back({"chat", "room-" + std::to_string(i)});
  return out;
}

cluster_options of_three() {
  auto out = cluster_options{};
  out.self = {"a", "127.0.0.1", 9001};
  out.peers = {{"b", "127.0.0.1", 9002}, {"c", "::1", 9003}};
  return out;
}

} // namespace

TEST_CASE("rooms spread evenly over the nodes", "[rendezvous]") {
  auto rooms = std::map<std::string, int>{};
  for (const auto& each : many_rooms())
    ++rooms[owner_of(each, three)];
  for (const auto& name : three)
    CHECK(std::abs(rooms[name] - 1'000) < 120);
}

TEST_CASE("only the rooms of a node that goes get another owner",
          "[rendezvous]") {
  auto moved = 0;
  for (const auto& each : many_rooms()) {
    auto before = owner_of(each, three);
    auto after = owner_of(each, {"a", "c"});
    if (before == "b")
      ++moved;
    else
      CHECK(before == after);
  }
  CHECK(moved > 800);
}

TEST_CASE("the order of the names does not matter", "[rendezvous]") {
  for (const auto& each : many_rooms())
    CHECK(owner_of(each, three) == owner_of(each, {"c", "a", "b"}));
}

TEST_CASE("the owner of a room is the same in all versions", "[rendezvous]") {
  CHECK(owner_of({"chat", "lobby"}, three) == "c");
  CHECK(owner_of({"chat", "blue"}, three) == "b");
  CHECK(owner_of({"user", "ann"}, three) == "a");
}

TEST_CASE("addresses of nodes are read", "[cluster-options]") {
  auto v4 = parse_node_address("b=127.0.0.1:9002");
  REQUIRE(v4.has_value());
  CHECK(v4->name == "b");
  CHECK(v4->host == "127.0.0.1");
  CHECK(v4->port == 9002);
  auto v6 = parse_node_address("c=[::1]:9003");
  REQUIRE(v6.has_value());
  CHECK(v6->host == "::1");
  for (const auto* bad : {"", "b", "b=", "b=127.0.0.1", "b=127.0.0.1:",
                          "b=127.0.0.1:x", "b=127.0.0.1:70000", "b=:1"})
    CHECK_FALSE(parse_node_address(bad).has_value());
}

TEST_CASE("nodes without TLS stay on loopback", "[cluster-options]") {
  auto options = of_three();
  CHECK_FALSE(check(options));
  options.peers[0].host = "192.0.2.1";
  CHECK(check(options));
  options.certificate = options.key = options.authority = "some.pem";
  CHECK_FALSE(check(options));
  options.authority.clear();
  CHECK(check(options));
}

TEST_CASE("names and addresses that cannot work are refused",
          "[cluster-options]") {
  auto twice = of_three();
  twice.peers[1].name = "a";
  CHECK(check(twice));
  auto nameless = of_three();
  nameless.self.name = "a/b";
  CHECK(check(nameless));
  auto everywhere = of_three();
  everywhere.self.host = "0.0.0.0";
  CHECK(check(everywhere));
  auto hasty = of_three();
  hasty.timeout = hasty.heartbeat;
  CHECK(check(hasty));
}
