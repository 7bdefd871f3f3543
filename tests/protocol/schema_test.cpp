#include <troupe/protocol/schema.hpp>

#include "catch.hpp"

using namespace troupe;

namespace {

struct parcel {
  std::string to;
  bool fragile = false;
  std::uint8_t stamps = 0;
  std::int64_t balance = 0;
  double weight = 0;
  std::vector<std::string> notes;
  any_json extra;
  maybe<std::int8_t> floor;
  maybe<any_json> gift;
};
TROUPE_EVENT(parcel, "parcel_sent", to, fragile, stamps, balance, weight, notes,
             extra, floor, gift)

struct announced {
  troupe::timestamp timestamp;
  sequence seq;
  head_count count;
};
TROUPE_EVENT(announced, "announced", timestamp, seq, count)

struct noticed {
  troupe::timestamp timestamp;
};
TROUPE_EVENT(noticed, "noticed", timestamp)

struct empty {};
TROUPE_EVENT(empty, "empty")

json property(const json& schema, const char* name) {
  return schema.at("properties").at(name);
}

} // namespace

TEST_CASE("a schema has each field with its type", "[schema]") {
  auto got = schema_of<parcel>(author::server);
  CHECK(got["type"] == "object");
  CHECK(property(got, "to") == json{{"type", "string"}});
  CHECK(property(got, "fragile") == json{{"type", "boolean"}});
  CHECK(property(got, "weight") == json{{"type", "number"}});
  CHECK(property(got, "notes")
        == json{{"type", "array"}, {"items", {{"type", "string"}}}});
  CHECK(property(got, "extra") == json::object());
}

TEST_CASE("a schema's integers have the range of their type", "[schema]") {
  auto got = schema_of<parcel>(author::client);
  CHECK(property(got, "stamps")
        == json{{"type", "integer"}, {"minimum", 0}, {"maximum", 255}});
  CHECK(property(got, "balance")["minimum"]
        == std::numeric_limits<std::int64_t>::min());
  CHECK(property(got, "balance")["maximum"]
        == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("a schema's type is the event's, and nothing else", "[schema]") {
  CHECK(schema_of<parcel>(author::client)["properties"]["type"]
        == json{{"type", "string"}, {"const", "parcel_sent"}});
}

TEST_CASE("a schema requires all fields but those that may be left out",
          "[schema]") {
  auto all = json{"type",    "to",     "fragile", "stamps",
                  "balance", "weight", "notes",   "extra"};
  CHECK(schema_of<parcel>(author::client)["required"] == all);
  CHECK(schema_of<parcel>(author::server)["required"] == all);
  CHECK(schema_of<empty>(author::client)["required"] == json::array({"type"}));
}

TEST_CASE("a client may write null for a maybe, the server does not",
          "[schema]") {
  auto from_client = schema_of<parcel>(author::client);
  CHECK(property(from_client, "floor")["type"]
        == json::array({"integer", "null"}));
  CHECK(property(from_client, "floor")["minimum"] == -128);
  CHECK(property(from_client, "gift") == json::object());
  CHECK(property(schema_of<parcel>(author::server), "floor")["type"]
        == "integer");
}

TEST_CASE("stamps are required of the server alone", "[schema]") {
  auto sent = schema_of<announced>(author::server);
  auto number = json{{"type", "integer"}, {"minimum", 0}};
  CHECK(property(sent, "timestamp")
        == json{{"type", "string"}, {"format", "date-time"}});
  CHECK(property(sent, "seq") == number);
  CHECK(property(sent, "count") == number);
  CHECK(sent["required"] == json{"type", "timestamp", "seq", "count"});
  CHECK(schema_of<announced>(author::client)["required"]
        == json::array({"type"}));
}

TEST_CASE("requests and answers may have a ref, a room's events have none",
          "[schema]") {
  CHECK(property(schema_of<empty>(author::client), "ref")["type"]
        == json{"number", "string", "null"});
  CHECK(property(schema_of<noticed>(author::server), "ref")["type"]
        == json{"number", "string"});
  CHECK_FALSE(
    schema_of<announced>(author::server)["properties"].contains("ref"));
}

TEST_CASE("a declaration's name is known beside the name on the wire",
          "[schema]") {
  STATIC_REQUIRE(declared_name_of<parcel>() == "parcel");
  STATIC_REQUIRE(name_of<parcel>() == "parcel_sent");
}
