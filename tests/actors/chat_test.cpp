#include "chat_world.hpp"

using namespace troupe;
using namespace tests;
using namespace chat;

TEST_CASE_METHOD(chat_world, "a visitor is welcomed, the others are told",
                 "[chat]") {
  auto ann = enter("/chat/lobby");
  auto bob = enter("/chat/lobby?name=Bob");
  CHECK(ann.received("system").at("message") == "Welcome to room lobby");
  CHECK(ann.received("system").at("user_id") == ann.user_id());
  CHECK(ann.received("system").contains("timestamp"));
  CHECK(ann.count("user_joined") == 1);
  CHECK(ann.received("user_joined").at("count") == 2);
  CHECK(ann.received("user_joined").at("user_id") == bob.user_id());
  CHECK(ann.received("user_joined").at("name") == "Bob");
  CHECK(bob.count("user_joined") == 0);
}

TEST_CASE_METHOD(chat_world, "a line reaches every member with one number",
                 "[chat]") {
  auto ann = enter("/chat/lobby"), bob = enter("/chat/lobby");
  auto eve = enter("/chat/other");
  ann.sends(chat_message{"hi"});
  bob.sends(chat_message{"ho"});
  sim.settle();
  CHECK(numbers(ann) == std::vector<std::uint64_t>{1, 2});
  CHECK(numbers(bob) == numbers(ann));
  CHECK(bob.received("chat_message").at("user_id") == bob.user_id());
  CHECK(eve.count("chat_message") == 0);
}

TEST_CASE_METHOD(chat_world, "a line is text of 1 to 1000 code points",
                 "[chat]") {
  auto ann = enter("/chat/lobby");
  auto refused = [&](const std::string& text) {
    ann.sends_text(text);
    sim.settle();
    return ann.received("error").at("message").get<std::string>();
  };
  CHECK(refused(R"({"type":"chat_message"})") == "Message is required");
  CHECK(refused(R"({"type":"chat_message","message":5})")
        == "Message is required");
  CHECK(refused(R"({"type":"chat_message","message":" \t"})")
        == "Message cannot be empty");
  auto thousand = std::string{};
  for (int i = 0; i < 1'000; ++i)
    thousand += "\xF0\x9F\x98\x80";
  ann.sends(chat_message{thousand});
  sim.settle();
  CHECK(ann.received("chat_message").at("message") == thousand);
  ann.sends(chat_message{thousand + "x"});
  sim.settle();
  CHECK(ann.received("error").at("message") == "Message too long");
}

TEST_CASE_METHOD(chat_world, "typing is told to the others only", "[chat]") {
  auto ann = enter("/chat/lobby"), bob = enter("/chat/lobby");
  ann.sends(typing_start{});
  sim.settle();
  CHECK(bob.received("user_typing").at("user_id") == ann.user_id());
  CHECK(ann.count("user_typing") == 0);
  ann.sends(typing_stop{});
  sim.settle();
  CHECK(bob.count("user_stopped_typing") == 1);
  sim.advance(30s);
  CHECK(bob.count("user_stopped_typing") == 1);
}

TEST_CASE_METHOD(chat_world,
                 "who types and falls silent has stopped after 10 s",
                 "[chat]") {
  auto ann = enter("/chat/lobby"), bob = enter("/chat/lobby");
  ann.sends(typing_start{});
  sim.advance(6s);
  ann.sends(typing_start{});
  sim.advance(9s);
  CHECK(bob.count("user_stopped_typing") == 0);
  sim.advance(2s);
  CHECK(bob.count("user_stopped_typing") == 1);
}

TEST_CASE_METHOD(chat_world, "who leaves while typing stops, then is gone",
                 "[chat]") {
  auto ann = enter("/chat/lobby"), bob = enter("/chat/lobby");
  ann.sends(typing_start{});
  ann.vanishes();
  sim.settle();
  auto seen = bob.events();
  REQUIRE(seen.size() >= 2);
  CHECK(seen[seen.size() - 2].at("type") == "user_stopped_typing");
  CHECK(seen.back().at("type") == "user_left");
  CHECK(seen.back().at("count") == 1);
}

TEST_CASE_METHOD(chat_world, "whoever goes, and however, leaves once",
                 "[chat]") {
  auto bob = enter("/chat/lobby");
  auto ann = enter("/chat/lobby");
  SECTION("with a close frame") {
    ann.closes();
    ann.vanishes();
  }
  SECTION("without a word") {
    ann.vanishes();
    ann.vanishes();
  }
  SECTION("by an exit message") {
    ann.kill();
    ann.vanishes();
  }
  sim.settle();
  CHECK(bob.count("user_left") == 1);
  CHECK(bob.received("user_left").at("count") == 1);
}

TEST_CASE_METHOD(chat_world, "what was said before the room answered is said",
                 "[chat]") {
  auto bob = enter("/chat/lobby");
  auto ann = sim.connect("/chat/lobby");
  ann.sends(chat_message{"one"});
  ann.sends(chat_message{"two"});
  ann.closes();
  sim.settle();
  CHECK(bob.count("chat_message") == 2);
  CHECK(bob.count("user_joined") == 1);
  CHECK(bob.count("user_left") == 1);
}

TEST_CASE_METHOD(chat_world, "/room says how many are in it", "[room]") {
  auto ann = enter("/room/blue"), bob = enter("/room/blue");
  CHECK(ann.received("room_info").at("room_id") == "blue");
  CHECK(ann.received("room_info").at("user_count") == 1);
  CHECK(bob.received("room_info").at("user_count") == 2);
}

TEST_CASE_METHOD(chat_world, "/debug/echo returns messages unchanged",
                 "[echo]") {
  auto ann = enter("/debug/echo");
  ann.sends_text("no json");
  ann.sends_binary(std::string{"\0\xFF", 2});
  sim.settle();
  CHECK(ann.frames(frame::kind::text) == std::vector<std::string>{"no json"});
  CHECK(ann.frames(frame::kind::binary)
        == std::vector<std::string>{std::string{"\0\xFF", 2}});
}
