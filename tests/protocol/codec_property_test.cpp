// What goes out comes back: for all values, not for some.
#include <troupe/protocol/event.hpp>
#include <troupe/protocol/frame.hpp>
#include <troupe/protocol/message_pack.hpp>
#include <troupe/protocol/publication.hpp>
#include <troupe/protocol/utf8.hpp>

#include "catch.hpp"

#include <rapidcheck.h>

using namespace troupe;

namespace {

struct parcel {
  std::string name;
  std::int64_t weight = 0;
  std::uint8_t stamps = 0;
  bool fragile = false;
  std::vector<std::string> labels;
  maybe<std::uint64_t> value;
  any_json note;

  friend bool operator==(const parcel& a, const parcel& b) {
    return a.name == b.name && a.weight == b.weight && a.stamps == b.stamps
           && a.fragile == b.fragile && a.labels == b.labels
           && a.value.has_value() == b.value.has_value()
           && a.value.value_or(0) == b.value.value_or(0)
           && a.note.value == b.note.value;
  }
};
TROUPE_EVENT(parcel, "parcel", name, weight, stamps, fragile, labels, value,
             note)

/// Text of all of Unicode but NUL, which JSON texts here may not hold.
std::string unicode(const std::vector<std::uint32_t>& numbers) {
  auto text = std::string{};
  for (auto number : numbers) {
    auto point = 1 + number % 0x10FFFE;
    if (point >= 0xD800 && point <= 0xDFFF)
      point = 0xFFFD;
    auto put = [&](std::uint32_t byte) {
      text += static_cast<char>(static_cast<unsigned char>(byte));
    };
    if (point < 0x80) {
      put(point);
    } else if (point < 0x800) {
      put(0xC0 | point >> 6);
      put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
      put(0xE0 | point >> 12);
      put(0x80 | (point >> 6 & 0x3F));
      put(0x80 | (point & 0x3F));
    } else {
      put(0xF0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3F));
      put(0x80 | (point >> 6 & 0x3F));
      put(0x80 | (point & 0x3F));
    }
  }
  return text;
}

parcel some_parcel() {
  using points = std::vector<std::uint32_t>;
  auto out = parcel{};
  out.name = unicode(*rc::gen::arbitrary<points>());
  out.weight = *rc::gen::arbitrary<std::int64_t>();
  out.stamps = *rc::gen::arbitrary<std::uint8_t>();
  out.fragile = *rc::gen::arbitrary<bool>();
  for (const auto& label : *rc::gen::arbitrary<std::vector<points>>())
    out.labels.push_back(unicode(label));
  if (*rc::gen::arbitrary<bool>())
    out.value.emplace(*rc::gen::arbitrary<std::uint64_t>());
  out.note.value = {{unicode(*rc::gen::arbitrary<points>()), out.weight},
                    {"list", out.labels}};
  return out;
}

} // namespace

TEST_CASE("decoding inverts encoding for all events", "[codec]") {
  CHECK(rc::check([] {
    auto sent = some_parcel();
    auto object = parse_object(finish(publish(sent), {}), 32);
    RC_ASSERT(object.has_value());
    auto got = decode<parcel>(*object);
    RC_ASSERT(got.has_value());
    RC_ASSERT(*got == sent);
  }));
}

TEST_CASE("MessagePack says the same as JSON", "[codec]") {
  CHECK(rc::check([] {
    auto text = finish(publish(some_parcel()), {});
    auto packed = parse_message_pack(to_message_pack(text), 32);
    RC_ASSERT(packed.has_value());
    RC_ASSERT(*packed == *parse_object(text, 32));
  }));
}

TEST_CASE("no bytes are MessagePack that is no object", "[codec]") {
  CHECK(rc::check([](const std::string& bytes) {
    auto object = parse_message_pack(bytes, 8);
    RC_ASSERT((!object.has_value() || object->is_object()));
  }));
  CHECK_FALSE(parse_message_pack("", 8));
  CHECK_FALSE(parse_message_pack(std::string(100'000, '\x91'), 8));
  CHECK_FALSE(parse_message_pack("\x81\xA1\x61\xC4\x01x", 8)); // Binary.
  CHECK_FALSE(parse_message_pack("\x81\xA1\xFF\x01", 8));      // No UTF-8.
  CHECK_FALSE(parse_message_pack("\x80\x80", 8));              // Two.
  CHECK(parse_message_pack("\x80", 8)->empty());
}

TEST_CASE("whatever text goes out is UTF-8", "[codec]") {
  CHECK(rc::check([](const std::string& bytes) {
    auto sent = parcel{};
    sent.name = bytes;
    auto text = finish(publish(sent), {});
    RC_ASSERT(utf8::valid(text));
    RC_ASSERT(json::accept(text));
  }));
}

TEST_CASE("a frame of any payload gives it back", "[codec]") {
  CHECK(rc::check([](const std::string& payload) {
    auto shared = frame::binary(payload);
    RC_ASSERT(shared->payload() == payload);
    RC_ASSERT(shared->wire().size() >= payload.size() + 2);
  }));
}
