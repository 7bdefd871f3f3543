#include <troupe/protocol/common_events.hpp>
#include <troupe/protocol/json.hpp>

#include "catch.hpp"

using namespace troupe;

namespace {

std::string nested(std::size_t depth) {
  auto text = std::string{};
  for (std::size_t i = 1; i < depth; ++i)
    text += R"({"a":)";
  return text + "{}" + std::string(depth - 1, '}');
}

} // namespace

TEST_CASE("only one whole JSON object is taken", "[json]") {
  auto text = GENERATE(
    as<std::string>{}, "", " ", "x", "[]", "42", "null", "\"a\"", "{", "{}x",
    "{} {}", "{\"a\":}", "{a:1}", "{'a':1}", "{\"a\":1,}", "{\"a\":01}",
    "{\"a\":+1}", "{\"a\":0x10}", "{\"a\":NaN}", "{\"a\":Infinity}",
    "{\"a\":1e400}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\q\"}", "{\"a\":\"\n\"}",
    "\xEF\xBB\xBF{}", "{} // c", "/* c */ {}", "{\"a\":18446744073709551616}",
    "{\"a\":-9223372036854775809}", "{\"a\":12345678901234567890123}");
  CAPTURE(text);
  auto got = parse_object(text, 32);
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().code == error_code::invalid_json);
  CHECK(got.error().message == "Invalid JSON format");
}

TEST_CASE("integers are taken up to 64 bits", "[json]") {
  auto got = parse_object(R"({"a":[18446744073709551615,-9223372036854775808,
                              "99999999999999999999999",1e22,0.5]})",
                          32);
  REQUIRE(got.has_value());
  CHECK(got->at("a")[0] == 18446744073709551615u);
}

TEST_CASE("a raw NUL is no JSON", "[json]") {
  CHECK_FALSE(parse_object(std::string{"{}\0", 3}, 32).has_value());
  CHECK_FALSE(parse_object(std::string{"{}\0{", 4}, 32).has_value());
  CHECK_FALSE(parse_object(std::string{"{\"a\":\"\0\"}", 9}, 32).has_value());
}

TEST_CASE("nesting is limited before anything recurses", "[json]") {
  CHECK(parse_object(nested(32), 32).has_value());
  CHECK_FALSE(parse_object(nested(33), 32).has_value());
  CHECK_FALSE(parse_object(std::string(100'000, '['), 32).has_value());
  CHECK(parse_object(R"({"a":"[[[[{{{{ \" [[["})", 1).has_value());
}

TEST_CASE("of equal keys the last one wins", "[json]") {
  auto got = parse_object(R"({"type":"a","type":"b"})", 32);
  REQUIRE(got.has_value());
  CHECK(got->at("type") == "b");
}

TEST_CASE("equal keys of one object are refused where they may mislead",
          "[json]") {
  auto twice = GENERATE(
    as<std::string>{}, R"({"a":1,"a":1})", R"({"a":1,"b":2,"a":3})",
    R"({"a":1,"\u0061":2})", R"({"":1,"":2})", R"({"x":{"a":1,"a":2}})",
    R"({"x":[1,{"a":{},"a":[]}]})", R"({"a":{"a":1},"a":2})");
  CAPTURE(twice);
  CHECK(parse_object(twice, 32).has_value());
  CHECK_FALSE(parse_unambiguous_object(twice, 32).has_value());
  auto once = GENERATE(as<std::string>{}, "{}", R"({"a":1,"A":2})",
                       R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})",
                       R"({"a":"a","b":["a","a"]})");
  CAPTURE(once);
  auto got = parse_unambiguous_object(once, 32);
  REQUIRE(got.has_value());
  CHECK(*got == *parse_object(once, 32));
  CHECK_FALSE(parse_unambiguous_object(once, 0).has_value());
}

TEST_CASE("an unknown type is shown, but not at length", "[json]") {
  CHECK(shown_type(json::parse("{}")) == "");
  CHECK(shown_type(json::parse(R"({"type":42})")) == "42");
  CHECK(shown_type(json::parse(R"({"type":null})")) == "null");
  CHECK(shown_type({{"type", std::string(1'000, 'x')}})
        == std::string(64, 'x'));
}

TEST_CASE("quoting escapes what JSON demands", "[json]") {
  auto out = std::string{};
  append_quoted(out, "plain");
  append_quoted(out, "\"\\\x01");
  CHECK(out == R"("plain""\"\\\u0001")");
}
