#include <troupe/protocol/path_pattern.hpp>
#include <troupe/protocol/target.hpp>

#include "catch.hpp"

#include <rapidcheck.h>

using namespace troupe;

namespace {

std::string percent_encode(const std::string& text) {
  auto out = std::string{};
  for (unsigned char c : text) {
    char hex[4];
    std::snprintf(hex, sizeof hex, "%%%02X", c);
    out += hex;
  }
  return out;
}

} // namespace

TEST_CASE("a target is split before it is decoded, once", "[target]") {
  auto got = parse_target("/chat/a%2Fb%2525?x=1&y=a+b%21&x=2&z");
  REQUIRE(got);
  CHECK(got->segments == std::vector<std::string>{"chat", "a/b%25"});
  CHECK(got->query.at("x") == "2");
  CHECK(got->query.at("y") == "a b!");
  CHECK(got->query.at("z") == "");
}

TEST_CASE("an absolute target counts as its path", "[target]") {
  CHECK(parse_target("http://evil.example/chat/x")->segments
        == std::vector<std::string>{"chat", "x"});
  CHECK(parse_target("http://evil.example")->segments.empty());
}

TEST_CASE("malformed targets are refused", "[target]") {
  auto text = GENERATE(as<std::string>{}, "", "chat", "*", "/%zz", "/%", "/%4",
                       "/a%00b", "/%c0%af", "/../etc", "/a/%2e%2e/b", "/%2e",
                       "/a?b=%zz", "/%ff");
  CAPTURE(text);
  CHECK_FALSE(parse_target(text).has_value());
}

TEST_CASE("percent-decoding inverts percent-encoding", "[target]") {
  CHECK(rc::check([](const std::vector<unsigned char>& letters) {
    auto text = std::string{};
    for (auto c : letters)
      text += static_cast<char>('!' + c % 90);
    RC_ASSERT(percent_decode(percent_encode(text)) == text);
  }));
}

TEST_CASE("a pattern gives its parameters by name", "[target]") {
  auto pattern = path_pattern{"/chat/:room_id"};
  auto got = pattern.match({"chat", "lobby"});
  REQUIRE(got);
  CHECK(got->at("room_id") == "lobby");
  CHECK_FALSE(pattern.match({"chat"}).has_value());
  CHECK_FALSE(pattern.match({"room", "lobby"}).has_value());
  CHECK_FALSE(pattern.match({"chat", "lobby", "x"}).has_value());
}

TEST_CASE("a pattern matches exactly the paths of its shape", "[target]") {
  CHECK(rc::check([](const std::vector<std::string>& segments) {
    auto pattern = path_pattern{"/a/:b/:c"};
    auto fits = segments.size() == 3 && segments[0] == "a";
    RC_ASSERT(pattern.match(segments).has_value() == fits);
  }));
}
