#include <troupe/stores/redis_url.hpp>

#include "catch.hpp"

using namespace troupe;

TEST_CASE("a Redis URL says host, port, user, password and database",
          "[redis_url]") {
  struct row {
    const char* text;
    redis_url expected;
  };
  auto x = GENERATE(values<row>({
    {"redis://h", {"h", 6'379, "", "", 0}},
    {"redis://h/", {"h", 6'379, "", "", 0}},
    {"redis://127.0.0.1:7000", {"127.0.0.1", 7'000, "", "", 0}},
    {"redis://h:7000/15", {"h", 7'000, "", "", 15}},
    {"redis://ann:secret@h:1/2", {"h", 1, "ann", "secret", 2}},
    {"redis://:secret@h", {"h", 6'379, "", "secret", 0}},
    {"redis://a%3Ab:p%40%2f%25@h", {"h", 6'379, "a:b", "p@/%", 0}},
    {"redis://ann:p@ss/word:1@h/3", {"h", 6'379, "ann", "p@ss/word:1", 3}},
    {"redis://[::1]", {"::1", 6'379, "", "", 0}},
    {"redis://ann:x@[fe80::1]:7000/1", {"fe80::1", 7'000, "ann", "x", 1}},
  }));
  CAPTURE(x.text);
  auto got = parse_redis_url(x.text);
  REQUIRE(got.has_value());
  CHECK(got->host == x.expected.host);
  CHECK(got->port == x.expected.port);
  CHECK(got->user == x.expected.user);
  CHECK(got->password == x.expected.password);
  CHECK(got->database == x.expected.database);
}

TEST_CASE("a malformed Redis URL is refused in words", "[redis_url]") {
  auto [text, words] = GENERATE(table<const char*, const char*>({
    {"", "must begin with redis://"},
    {"http://h", "must begin with redis://"},
    {"REDIS://h", "must begin with redis://"},
    {"rediss://h", "TLS"},
    {"redis://", "no host"},
    {"redis://:6379", "no host"},
    {"redis://ann:secret@", "no host"},
    {"redis://[]", "no host"},
    {"redis://[::1", "no ]"},
    {"redis://[::1]x", "port"},
    {"redis://h:", "port"},
    {"redis://h:0", "port"},
    {"redis://h:65536", "port"},
    {"redis://h:-1", "port"},
    {"redis://h:80x", "port"},
    {"redis://::1", "no host"},
    {"redis://h/x", "database"},
    {"redis://h/-1", "database"},
    {"redis://h/1?timeout=3", "database"},
    {"redis://h/99999999999", "database"},
    {"redis://ann@h", "password"},
    {"redis://ann:@h", "password is empty"},
    {"redis://ann:secret%2@h", "%"},
  }));
  CAPTURE(text);
  auto got = parse_redis_url(text);
  REQUIRE(got.has_error());
  CHECK_THAT(got.error().message, Catch::Matchers::Contains(words));
  CHECK_THAT(got.error().message, !Catch::Matchers::Contains("secret"));
}

TEST_CASE("the log says where a server is, and no password", "[redis_url]") {
  CHECK(to_string(*parse_redis_url("redis://ann:secret@h:7/2")) == "h:7/2");
  CHECK(to_string(*parse_redis_url("redis://[::1]")) == "[::1]:6379/0");
}
