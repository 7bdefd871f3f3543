#include <troupe/protocol/names.hpp>
#include <troupe/protocol/timestamps.hpp>
#include <troupe/protocol/utf8.hpp>

#include "catch.hpp"

#include <string>

using namespace troupe;
using namespace std::string_view_literals;

TEST_CASE("well-formed UTF-8 is told from the rest", "[utf8]") {
  auto good = GENERATE(as<std::string>{}, "", "abc", "\xC3\xA9", "\xE2\x82\xAC",
                       "\xF0\x9F\x98\x80", "\xEF\xBF\xBD", "\xF4\x8F\xBF\xBF",
                       "\xED\x9F\xBF");
  CHECK(utf8::valid(good));
  auto bad = GENERATE(as<std::string>{}, "\x80", "\xC0\xAF", "\xC3", "\xE2\x82",
                      "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF",
                      "\xF0\x80\x80\xAF", "a\xC3(");
  CHECK_FALSE(utf8::valid(bad));
}

TEST_CASE("length counts code points", "[utf8]") {
  CHECK(utf8::length("a\xC3\xA9\xF0\x9F\x98\x80") == 3);
}

TEST_CASE("a prefix ends on a code point", "[utf8]") {
  CHECK(utf8::prefix("abc", 5) == "abc");
  CHECK(utf8::prefix("a\xC3\xA9", 2) == "a");
  CHECK(utf8::prefix("\xF0\x9F\x98\x80", 3) == "");
}

TEST_CASE("white space of all kinds is blank", "[utf8]") {
  CHECK(utf8::blank(""));
  CHECK(utf8::blank(" \t\r\n\xC2\xA0\xE3\x80\x80\xE2\x80\x8B\xEF\xBB\xBF"));
  CHECK_FALSE(utf8::blank(" x "));
}

TEST_CASE("names are ordinary text of bounded length", "[names]") {
  auto good = GENERATE(as<std::string>{}, "lobby", "a b", "\xC3\xA9t\xC3\xA9",
                       "<script>", "*", "\"'", "...", "%2e");
  CHECK(valid_name(good));
  CHECK(valid_name(std::string(128, 'x')));
  auto bad = GENERATE(as<std::string>{}, "", " ", ".", "..", "a/b", "a\\b",
                      "a\r\nb", "\x7F", "a\xE2\x80\xAE", "a\xE2\x80\x8B",
                      "\xEF\xBB\xBF", "\xC2\x85", "\xFF");
  CAPTURE(bad);
  CHECK_FALSE(valid_name(bad));
  CHECK_FALSE(valid_name(std::string(129, 'x')));
  CHECK_FALSE(valid_name("a\0b"sv));
}

TEST_CASE("time is written as RFC 3339 in UTC with milliseconds", "[time]") {
  using namespace std::chrono;
  CHECK(to_rfc3339(wall_time{0ms}) == "1970-01-01T00:00:00.000Z");
  CHECK(to_rfc3339(wall_time{951'782'400'007ms}) == "2000-02-29T00:00:00.007Z");
}
