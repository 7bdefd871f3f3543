#include <apps/load/frames.hpp>

#include "catch.hpp"

#include <rapidcheck.h>
#include <utility>
#include <vector>

using namespace load;
using namespace std::string_literals;

namespace {

constexpr std::size_t max_bytes = 70'000;

using messages = std::vector<std::pair<opcode, std::string>>;

/// Feeds `wire` in pieces of `step` bytes, and keeps what comes out.
messages read(std::string wire, std::size_t step, bool* broken = nullptr) {
  auto reader = frame_reader{max_bytes};
  auto out = messages{};
  for (std::size_t at = 0; at < wire.size(); at += step) {
    reader.feed(std::span{wire}.subspan(at, std::min(step, wire.size() - at)));
    while (auto next = reader.next())
      out.emplace_back(next->what, next->content);
  }
  if (broken)
    *broken = reader.broken();
  return out;
}

bool breaks(const std::string& wire) {
  auto broken = false;
  read(wire, wire.size(), &broken);
  return broken;
}

std::string fragment(int first_byte, const std::string& content) {
  auto out = std::string{};
  append_server_frame(out, opcode::text, content);
  out[0] = static_cast<char>(first_byte);
  return out;
}

} // namespace

TEST_CASE("frames of every length come back, masked or not", "[frames]") {
  for (auto size : {0u, 1u, 7u, 8u, 125u, 126u, 65'535u, 65'536u}) {
    auto content = std::string(size, 'x');
    auto plain = std::string{}, masked = std::string{};
    append_server_frame(plain, opcode::text, content);
    append_client_frame(masked, opcode::text, content, 0x12345678);
    auto wanted = messages{{opcode::text, content}};
    CHECK(read(plain, plain.size()) == wanted);
    CHECK(read(masked, masked.size()) == wanted);
    CHECK(masked.size() == plain.size() + 4);
  }
}

TEST_CASE("a client's text is not on the wire as it is", "[frames]") {
  auto wire = std::string{};
  append_client_frame(wire, opcode::text, "hello", 0x01010101);
  CHECK(wire == "\x81\x85\x01\x01\x01\x01idmmn"s);
}

TEST_CASE("a message in fragments is one message, pings come in between",
          "[frames]") {
  auto wire = fragment(0x01, "one ") + fragment(0x00, "two ");
  append_server_frame(wire, opcode::ping, "!");
  wire += fragment(0x80, "three");
  for (auto step : {std::size_t{1}, wire.size()})
    CHECK(read(wire, step)
          == messages{{opcode::ping, "!"}, {opcode::text, "one two three"}});
}

TEST_CASE("asking again without new bytes changes nothing", "[frames]") {
  auto wire = std::string{};
  append_server_frame(wire, opcode::text, "hello");
  auto reader = frame_reader{max_bytes};
  reader.feed(std::span{wire}.first(3));
  CHECK_FALSE(reader.next());
  CHECK_FALSE(reader.next());
  reader.feed(std::span{wire}.subspan(3));
  CHECK(reader.next()->content == "hello");
  CHECK_FALSE(reader.next());
}

TEST_CASE("what RFC 6455 forbids is noticed", "[frames]") {
  CHECK(breaks(fragment(0xC1, "compressed, which nobody asked for")));
  CHECK(breaks(fragment(0x83, "a reserved opcode")));
  CHECK(breaks(fragment(0x80, "goes on, but with what?")));
  CHECK(breaks(fragment(0x01, "one") + fragment(0x81, "another")));
  CHECK(breaks(fragment(0x09, "a ping in fragments")));
  CHECK(breaks(fragment(0x89, std::string(126, 'x'))));
}

TEST_CASE("a message above the limit is refused by its header", "[frames]") {
  CHECK(breaks("\x81\x7F\x00\x00\x00\x00\x00\x01\x11\x71"s));
  CHECK(breaks("\x81\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s));
  CHECK(breaks(fragment(0x01, std::string(40'000, 'x'))
               + fragment(0x80, std::string(40'000, 'x'))));
}

TEST_CASE("any messages come out as they went in, however they are cut",
          "[frames]") {
  CHECK(rc::check([](const std::vector<std::string>& texts, bool masked) {
    auto wire = std::string{};
    auto wanted = messages{};
    for (const auto& text : texts) {
      if (masked)
        append_client_frame(wire, opcode::text, text,
                            *rc::gen::arbitrary<std::uint32_t>());
      else
        append_server_frame(wire, opcode::text, text);
      wanted.emplace_back(opcode::text, text);
    }
    auto step = *rc::gen::inRange<std::size_t>(1, 2 + wire.size());
    RC_ASSERT(read(wire, step) == wanted);
  }));
}
