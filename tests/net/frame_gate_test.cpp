#include <troupe/net/frame_gate.hpp>

#include "catch.hpp"
#include "client_frames.hpp"

#include <rapidcheck.h>

using namespace troupe;
using namespace tests;
using kind = frame_gate::kind;

namespace {

/// Feeds the gate piece by piece; gives the kinds of all its steps.
std::vector<kind>
walk(frame_gate& gate, const std::string& bytes, std::size_t piece) {
  auto steps = std::vector<kind>{};
  auto waiting = std::string{};
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    waiting += bytes.substr(at, piece);
    for (auto step = gate.next(waiting); step.what != kind::need_more;
         step = gate.next(waiting)) {
      steps.push_back(step.what);
      if (step.what == kind::last)
        return steps;
      waiting.erase(0, step.bytes);
    }
  }
  return steps;
}

kind first(const std::string& bytes) {
  return frame_gate{1'000}.next(bytes).what;
}

} // namespace

TEST_CASE("a frame is handed out with the bytes that are there", "[gate]") {
  auto gate = frame_gate{1'000};
  auto bytes = client_frame(0x81, "hello");
  CHECK(gate.next(bytes.substr(0, 5)).what == kind::need_more);
  CHECK(gate.next(bytes.substr(0, 6)).what == kind::need_more);
  auto some = gate.next(bytes.substr(0, 8));
  CHECK(some.what == kind::data);
  CHECK(some.payload == 2);
  CHECK_FALSE(some.ends_message);
  auto rest = gate.next(bytes.substr(8));
  CHECK(rest.payload == 3);
  CHECK(rest.ends_message);
}

TEST_CASE("what breaks RFC 6455 is told from the header alone", "[gate]") {
  using namespace std::string_literals;
  CHECK(first("\x81\x05hello") == kind::last);         // not masked
  CHECK(first(client_frame(0xC1, "x")) == kind::last); // RSV1
  CHECK(first(client_frame(0x83, "x")) == kind::last); // reserved opcode
  CHECK(first(client_frame(0x8B, "")) == kind::last);  // reserved control
  CHECK(first(client_frame(0x09, "x")) == kind::last); // fragmented ping
  CHECK(first(client_frame(0x80, "x")) == kind::last); // nothing to continue
  CHECK(first("\x89\xFE\x00\x7E\0\0\0\0"s) == kind::last); // ping of 126
  CHECK(first("\x81\xFE\x00\x7D\0\0\0\0"s) == kind::last); // not the shortest
  CHECK(first("\x82\xFF\x80\0\0\0\0\0\0\0\0\0\0\0"s) == kind::last);
  CHECK(first("\x82\xFF\0\0\0\0\x40\0\0\0\0\0\0\0"s) == kind::last); // 1 GiB
  CHECK(first(client_frame(0x82, std::string(1'001, 'x'))) == kind::last);
  CHECK(first(client_frame(0x82, std::string(1'000, 'x'))) == kind::data);
}

TEST_CASE("RSV1 may begin a message, where it is allowed", "[gate]") {
  auto packed = [](const std::string& bytes) {
    auto gate = frame_gate{1'000};
    gate.allow_packed(1'200);
    return gate.next(bytes);
  };
  CHECK(packed(client_frame(0xC1, "x")).packed_start);
  CHECK(packed(client_frame(0xC2, "x")).what == kind::data);
  CHECK(packed(client_frame(0x41, "")).packed_start); // held: the start
  CHECK_FALSE(packed(client_frame(0x81, "x")).packed_start);
  CHECK(packed(client_frame(0xA1, "x")).what == kind::last); // RSV2
  CHECK(packed(client_frame(0xD1, "x")).what == kind::last); // RSV1 and RSV3
  CHECK(packed(client_frame(0xC9, "x")).what == kind::last); // a ping
  CHECK(packed(client_frame(0xC8, "")).what == kind::last);  // a close
  CHECK(packed(client_frame(0xC1, std::string(1'200, 'x'))).what == kind::data);
  auto too_long = packed(client_frame(0xC1, std::string(1'201, 'x')));
  CHECK(too_long.what == kind::last);
  CHECK(too_long.packed_start); // So that Beast finds the length only.
  CHECK(packed(client_frame(0x81, std::string(1'001, 'x'))).what == kind::last);
}

TEST_CASE("RSV1 inside of a message breaks the rules", "[gate]") {
  for (auto first : {0x01, 0x41}) {
    auto gate = frame_gate{1'000};
    gate.allow_packed(1'200);
    auto bytes = client_frame(static_cast<std::uint8_t>(first), "x")
                 + client_frame(0xC0, "y");
    CHECK(walk(gate, bytes, bytes.size())
          == std::vector<kind>{kind::data, kind::last});
  }
}

TEST_CASE("the limit counts all fragments", "[gate]") {
  auto gate = frame_gate{1'000};
  auto bytes = client_frame(0x02, std::string(600, 'x'))
               + client_frame(0x80, std::string(401, 'x'));
  CHECK(walk(gate, bytes, bytes.size())
        == std::vector<kind>{kind::data, kind::last});
}

TEST_CASE("a new message inside of another breaks the rules", "[gate]") {
  auto gate = frame_gate{1'000};
  auto bytes = client_frame(0x01, "x") + client_frame(0x81, "y");
  CHECK(walk(gate, bytes, bytes.size())
        == std::vector<kind>{kind::data, kind::last});
}

TEST_CASE("pings pass between fragments", "[gate]") {
  auto gate = frame_gate{1'000};
  auto bytes = client_frame(0x01, "x") + client_frame(0x89, "ping")
               + client_frame(0x8A, "") + client_frame(0x80, "y");
  CHECK(walk(gate, bytes, 1)
        == std::vector<kind>{kind::data, kind::ping, kind::pong, kind::data});
}

TEST_CASE("empty fragments cost nothing", "[gate]") {
  auto gate = frame_gate{1'000};
  auto bytes
    = client_frame(0x01, "") + client_frame(0x00, "") + client_frame(0x80, "");
  CHECK(walk(gate, bytes, bytes.size())
        == std::vector<kind>{kind::held, kind::skip, kind::data});
}

TEST_CASE("a control frame is unmasked", "[gate]") {
  char out[125];
  CHECK(unmask(client_frame(0x89, "hello"), out) == "hello");
  CHECK(unmask(client_frame(0x89, ""), out) == "");
}

TEST_CASE("noise never makes the gate take more than there is", "[gate]") {
  CHECK(rc::check([](const std::string& noise) {
    auto gate = frame_gate{1'000};
    auto rest = std::string_view{noise};
    while (!rest.empty()) {
      auto step = gate.next(rest);
      RC_ASSERT(step.bytes <= rest.size());
      if (step.what == kind::need_more || step.what == kind::last)
        break;
      RC_ASSERT(step.bytes > 0);
      rest.remove_prefix(step.bytes);
    }
  }));
}
