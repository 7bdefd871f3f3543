#include <troupe/protocol/publication.hpp>

#include "catch.hpp"

#include <limits>

using namespace troupe;

namespace {

struct order {
  std::string item;
  std::uint8_t amount = 0;
  bool gift = false;
  std::vector<std::string> notes;
  maybe<double> discount;
};
TROUPE_EVENT(order, "order", item, amount, gift, notes, discount)

struct shout {
  std::string words;

  static std::string words_for(const field_error&) {
    return "Say something";
  }

  std::optional<problem> check() const {
    if (words.size() > 5)
      return refusal("Too loud");
    return std::nullopt;
  }
};
TROUPE_EVENT(shout, "shout", words)

struct nothing {};
TROUPE_EVENT(nothing, "nothing")

struct stamped {
  std::string text;
  troupe::timestamp timestamp;
  sequence seq;
  head_count count;
};
TROUPE_EVENT(stamped, "stamped", text, timestamp, seq, count)

json sample() {
  return json::parse(R"({"type":"order","item":"tea","amount":2,"gift":true,
                         "notes":["a","b"]})");
}

} // namespace

TEST_CASE("an event is read from its JSON object", "[event]") {
  auto got = decode<order>(sample());
  REQUIRE(got.has_value());
  CHECK(got->item == "tea");
  CHECK(got->amount == 2);
  CHECK(got->gift);
  CHECK(got->notes == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(got->discount.has_value());
}

TEST_CASE("decoding names the field and what is wrong with it", "[event]") {
  struct refusal_row {
    const char* field;
    const char* value; // JSON; empty: the field is missing
    const char* message;
  };
  auto [field, value, message] = GENERATE(values<refusal_row>({
    {"item", "", "Validation failed: item: is required"},
    {"item", "5", "Validation failed: item: must be a string"},
    {"amount", "256", "Validation failed: amount: is out of range"},
    {"amount", "-1", "Validation failed: amount: is out of range"},
    {"amount", "1.5", "Validation failed: amount: must be a whole number"},
    {"amount", "1e3", "Validation failed: amount: must be a whole number"},
    {"amount", "99999999999999999999999",
     "Validation failed: amount: must be a whole number"},
    {"gift", "1", "Validation failed: gift: must be a boolean"},
    {"notes", "{}", "Validation failed: notes: must be a list"},
    {"notes", "[1]", "Validation failed: notes: must be a string"},
    {"discount", "\"x\"", "Validation failed: discount: must be a number"},
  }));
  CAPTURE(field, value);
  auto object = sample();
  object.erase(field);
  if (*value)
    object[field] = json::parse(value);
  auto got = decode<order>(object);
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().code == error_code::validation_failed);
  CHECK(got.error().message == message);
}

TEST_CASE("a field that may be left out may also be null", "[event]") {
  auto object = sample();
  object["discount"] = nullptr;
  auto got = decode<order>(object);
  REQUIRE(got.has_value());
  CHECK_FALSE(got->discount.has_value());
}

TEST_CASE("an event may have its own words and its own rules", "[event]") {
  CHECK(decode<shout>(json::object()).error().message == "Say something");
  CHECK(decode<shout>({{"words", 5}}).error().message == "Say something");
  CHECK(decode<shout>({{"words", "hello!"}}).error().message == "Too loud");
  CHECK(decode<shout>({{"words", "hello"}}).has_value());
}

TEST_CASE("unknown fields are ignored", "[event]") {
  CHECK(decode<nothing>({{"type", "nothing"}, {"more", 1}}).has_value());
}

TEST_CASE("decoding inverts encoding", "[event]") {
  auto sent = order{"te\"a\n\xC3\xA9", 255, true, {"", "\\"}, {}};
  sent.discount.emplace(0.25);
  auto text = finish(publish(sent), {});
  auto object = json::parse(text);
  CHECK(object.at("type") == "order");
  auto got = decode<order>(object);
  REQUIRE(got.has_value());
  CHECK(got->item == sent.item);
  CHECK(got->amount == sent.amount);
  CHECK(got->gift == sent.gift);
  CHECK(got->notes == sent.notes);
  CHECK(*got->discount == *sent.discount);
}

TEST_CASE("an empty list is written as one", "[event]") {
  CHECK(finish(publish(order{"", 0, false, {}, {}}), {})
        == R"({"type":"order","item":"","amount":0,"gift":false,"notes":[]})");
}

TEST_CASE("stamps are filled in by the sender", "[event]") {
  using namespace std::chrono;
  auto now = wall_time{1'764'000'000'042ms};
  auto waiting = publish(stamped{"hi", {"ignored"}, {99}, {98}});
  CHECK(waiting.wanted.time);
  CHECK(waiting.wanted.sequence);
  CHECK(waiting.wanted.count);
  CHECK(finish(waiting, {now, 7, 3}, "\"r\"")
        == R"({"type":"stamped","text":"hi",)"
           R"("timestamp":"2025-11-24T16:00:00.042Z","seq":7,"count":3,)"
           R"("ref":"r"})");
}

TEST_CASE("bad UTF-8 never leaves in an event", "[event]") {
  auto text = finish(publish(shout{"a\xFFz"}), {});
  CHECK(json::parse(text).at("words") == "a\xEF\xBF\xBDz");
}
