#include <apps/load/dialect.hpp>

#include "catch.hpp"

using namespace load;

TEST_CASE("each dialect has a path for a room, and one may give another",
          "[dialect]") {
  CHECK(make_dialect("troupe", purpose::room, "")->path("r") == "/chat/r");
  CHECK(make_dialect("plain", purpose::room, "")->path("r") == "/room/r");
  CHECK(make_dialect("troupe", purpose::echo, "")->path("r") == "/debug/echo");
  CHECK(make_dialect("plain", purpose::room, "/x/{room}?y=1")->path("r")
        == "/x/r?y=1");
  CHECK(make_dialect("esperanto", purpose::room, "") == nullptr);
}

TEST_CASE("a chat is joined when it says welcome", "[dialect]") {
  auto chat = make_dialect("troupe", purpose::room, "");
  CHECK_FALSE(chat->on_upgrade().joined);
  CHECK_FALSE(chat->on_text(R"({"type":"user_joined"})", "r").joined);
  CHECK(chat->on_text(R"({"type":"system","message":"hi"})", "r").joined);
  CHECK(chat->say("x") == R"({"type":"chat_message","message":"x"})");
}

TEST_CASE("a bare room is joined with the upgrade, and says text as it is",
          "[dialect]") {
  auto plain = make_dialect("plain", purpose::room, "");
  CHECK(plain->on_upgrade().joined);
  CHECK(plain->say("x") == "x");
}

TEST_CASE("Socket.IO opens its namespace, joins, and waits for the receipt",
          "[dialect]") {
  auto io = make_dialect("socketio", purpose::room, "");
  CHECK(io->on_text(R"(0{"sid":"a","pingInterval":25000})", "r").reply == "40");
  CHECK(io->on_text(R"(40{"sid":"b"})", "r").reply == R"(420["join","r"])");
  CHECK_FALSE(io->on_text(R"(42["said","x"])", "r").joined);
  CHECK(io->on_text("430[]", "r").joined);
  CHECK(io->on_text("2", "r").reply == "3");
  CHECK(io->say("x") == R"(42["say","x"])");
}

TEST_CASE("a Socket.IO echo needs no room", "[dialect]") {
  auto io = make_dialect("socketio", purpose::echo, "");
  CHECK(io->on_text(R"(40{"sid":"b"})", "r").joined);
  CHECK(io->say("x") == R"(42["echo","x"])");
}
