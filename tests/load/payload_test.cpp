#include <apps/load/payload.hpp>

#include "catch.hpp"

#include <rapidcheck.h>

using namespace load;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t run = 0xCAFE;

stamp numbered(std::uint32_t publisher, std::uint32_t number) {
  return {stamp::kind::numbered, publisher, number, clock::time_point{7s}};
}

std::string text_of(payload& writer, const stamp& what) {
  return std::string{writer.write(what)};
}

} // namespace

TEST_CASE("a stamp comes back from the text that a server made of it",
          "[payload]") {
  auto all = payload{run, 64};
  auto text = R"({"user":"ann","message":")" + text_of(all, numbered(3, 17))
              + R"(","seq":4})";
  auto left = std::string_view{text};
  auto found = all.read(left);
  REQUIRE(found);
  CHECK(found->what == stamp::kind::numbered);
  CHECK(found->publisher == 3);
  CHECK(found->number == 17);
  CHECK(found->time == clock::time_point{7s});
  CHECK_FALSE(all.read(left));
}

TEST_CASE("several messages in one text are all found, in order", "[payload]") {
  auto all = payload{run, payload::min_bytes};
  auto text = std::string{"["};
  for (std::uint32_t i = 0; i < 3; ++i)
    text += text_of(all, numbered(0, i)) + ',';
  auto left = std::string_view{text};
  for (std::uint32_t i = 0; i < 3; ++i) {
    auto found = all.read(left);
    REQUIRE(found);
    CHECK(found->number == i);
  }
  CHECK_FALSE(all.read(left));
}

TEST_CASE("what another run said, or nobody of us, is no message",
          "[payload]") {
  auto other = payload{run + 1, 64};
  auto text = text_of(other, numbered(0, 0)) + R"({"type":"user_joined"})";
  auto left = std::string_view{text};
  CHECK_FALSE(payload{run, 64}.read(left));
}

TEST_CASE("a message that was cut or changed is damaged", "[payload]") {
  auto all = payload{run, 64};
  auto whole = text_of(all, numbered(1, 1));
  auto cut = whole.substr(0, 60);
  auto cut_in_between = cut + R"(","seq":4})";
  auto changed = whole;
  changed[20] = '?';
  auto text = std::string{
    GENERATE_COPY(as<std::string>{}, cut, cut_in_between, changed)};
  auto left = std::string_view{text};
  auto found = all.read(left);
  REQUIRE(found);
  CHECK(found->what == stamp::kind::damaged);
}

TEST_CASE("only numbered messages are numbered", "[payload]") {
  auto all = payload{run, 64};
  CHECK(payload::is_numbered(all.write(numbered(0, 0))));
  CHECK_FALSE(
    payload::is_numbered(all.write({stamp::kind::probe, 0, 0, clock::now()})));
  CHECK_FALSE(payload::is_numbered("hello"));
}

TEST_CASE("any stamp fits into any length of text", "[payload]") {
  CHECK(rc::check([](std::uint32_t number) {
    auto publisher = *rc::gen::inRange(0u, 1u << 24);
    auto time = *rc::gen::inRange<std::int64_t>(0, INT64_MAX);
    auto bytes = *rc::gen::inRange<std::size_t>(payload::min_bytes, 2'000);
    auto all = payload{run, bytes};
    auto text = all.write({stamp::kind::numbered, publisher, number,
                           clock::time_point{std::chrono::nanoseconds{time}}});
    RC_ASSERT(text.size() == bytes);
    auto found = all.read(text);
    RC_ASSERT(found.has_value());
    RC_ASSERT(found->publisher == publisher);
    RC_ASSERT(found->number == number);
    RC_ASSERT(found->time.time_since_epoch().count() == time);
  }));
}
