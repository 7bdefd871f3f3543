#include "rooms.hpp"
// Messages that a room passes on as they are, and the streams that decode them.
#include "client_frames.hpp"
#include "server_fixture.hpp"

#include <troupe/actors/session.hpp>

using namespace troupe;
using namespace tests;

namespace {

constexpr std::uint8_t whole_text = 0x81;
constexpr std::uint8_t first_of_text = 0x01;
constexpr std::uint8_t last = 0x80;

router raw_rooms() {
  auto out = router{};
  out.add(
    "/room", accepts<raw_text, binary>, [](session* self, const handshake&) {
      auto room = self->join("room", "one");
      return caf::message_handler{
        [self](const joined&) { self->push(ready{}); },
        [room](const raw_text& x) { room.broadcast(x); },
        [room, self](const binary& x) { room.broadcast(x, except{self}); }};
    });
  return out;
}

struct raw_room {
  server_options on_one_loop() {
    auto out = server_options{};
    out.loops = 1;
    return out;
  }

  server_fixture world{raw_rooms(), on_one_loop()};
  ws_client ann = world.connect("/room");
  ws_client bob = world.connect("/room");

  raw_room() {
    ann.next();
    bob.next();
  }
};

} // namespace

TEST_CASE_METHOD(raw_room, "a room passes texts on as they are", "[raw_room]") {
  for (const auto* text : {"no JSON", "", R"({"type":"unknown"})"}) {
    ann.send(text);
    CHECK(ann.next() == text);
    CHECK(bob.next() == text);
  }
}

TEST_CASE_METHOD(raw_room, "a room passes binary on, but to its author",
                 "[raw_room]") {
  const auto bytes = std::string("\x00\xFF\x01", 3);
  ann.send_binary(bytes);
  CHECK(bob.next() == bytes);
  CHECK(bob.got_binary());
  ann.send("and then");
  CHECK(ann.next() == "and then");
}

TEST_CASE_METHOD(raw_room, "messages that come in pieces do not mix",
                 "[raw_room]") {
  const auto frame = client_frame(whole_text, "from ann");
  ann.send_bytes(frame.substr(0, 9));
  bob.send_bytes(client_frame(first_of_text, "from "));
  auto eve = world.connect("/room");
  eve.next();
  eve.send("from eve");
  CHECK(eve.next() == "from eve");
  ann.send_bytes(frame.substr(9));
  CHECK(eve.next() == "from ann");
  bob.send_bytes(client_frame(last, "bob"));
  CHECK(eve.next() == "from bob");
}

TEST_CASE_METHOD(raw_room, "who breaks the rules harms no other's messages",
                 "[raw_room]") {
  const auto frame = client_frame(whole_text, "whole");
  ann.send_bytes(frame.substr(0, 8));
  for (int i = 0; i < 20; ++i) {
    auto eve = world.connect("/room");
    eve.next();
    eve.send_bytes(client_frame(first_of_text, "begun"));
    eve.send_bytes(i % 2 == 0 ? client_frame(whole_text, "\xFF")
                              : client_frame(0x83, "no such opcode"));
    CHECK(eve.end() == static_cast<unsigned>(close_code::protocol_error));
  }
  ann.send_bytes(frame.substr(8));
  CHECK(bob.next() == "whole");
  bob.send("still here");
  CHECK(bob.next() == "still here");
}
