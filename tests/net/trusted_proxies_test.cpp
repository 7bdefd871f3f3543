#include <troupe/net/trusted_proxies.hpp>

#include "catch.hpp"

using namespace troupe;

TEST_CASE("proxies are addresses and networks", "[proxy]") {
  auto proxies
    = *trusted_proxies::parse({"10.0.0.0/8", "192.168.1.5", "fd00::/8"});
  CHECK(proxies.contains("10.20.30.40"));
  CHECK(proxies.contains("192.168.1.5"));
  CHECK(proxies.contains("fd12::1"));
  CHECK(proxies.contains("::ffff:10.1.1.1"));
  CHECK_FALSE(proxies.contains("192.168.1.6"));
  CHECK_FALSE(proxies.contains("11.0.0.1"));
  CHECK_FALSE(proxies.contains("::1"));
  CHECK_FALSE(proxies.contains("rubbish"));
  for (const auto* bad : {"", "10.0.0.0/33", "example.org", "1.2.3", "::/129"})
    CHECK_FALSE(trusted_proxies::parse({bad}).has_value());
}

TEST_CASE("the client is the last that no proxy of ours is", "[proxy]") {
  auto proxies = *trusted_proxies::parse({"10.0.0.0/8"});
  auto client_of
    = [&](const char* list) { return proxies.client_of(list, "10.0.0.1"); };
  CHECK(client_of("1.2.3.4") == "1.2.3.4");
  CHECK(client_of("6.6.6.6, 1.2.3.4, 10.0.0.2") == "1.2.3.4");
  CHECK(client_of(" 1.2.3.4 ,10.0.0.3,10.0.0.2") == "1.2.3.4");
  CHECK(client_of("2001:db8::1") == "2001:db8::1");
  CHECK(client_of("10.0.0.9") == "10.0.0.9");
  CHECK(client_of("") == "10.0.0.1");
  CHECK(client_of("1.2.3.4, rubbish") == "10.0.0.1");
  CHECK(client_of("1.2.3.4,") == "10.0.0.1");
}
