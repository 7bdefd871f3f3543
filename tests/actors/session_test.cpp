#include "chat_world.hpp"

#include <troupe/actors/session.hpp>

using namespace troupe;
using namespace tests;

namespace {

struct fail {};
TROUPE_EVENT(fail, "fail")

struct leave {};
TROUPE_EVENT(leave, "leave")

struct swap {};
TROUPE_EVENT(swap, "swap")

struct orphan {};
TROUPE_EVENT(orphan, "orphan")

struct question {};
TROUPE_EVENT(question, "question")

struct patient_question {};
TROUPE_EVENT(patient_question, "patient_question")

struct done {};
TROUPE_EVENT(done, "done")

/// Answers with what the store has; throws when it has nothing.
void ask_store(session* self, std::chrono::milliseconds patience = 2s) {
  self->ask(self->store(), patience, store_query{"c", "k", "", 1},
            [self](const store_reply& x) {
              self->push_text(x.records.at(0).value);
              self->push(done{});
            });
}

/// A channel for each thing that a handler may do.
caf::message_handler busy(session* self, const handshake&) {
  return caf::message_handler{
    [](const fail&) { throw std::runtime_error{"secret detail"}; },
    [self](const leave&) { self->close(close_code::policy, "enough"); },
    [self](const swap&) {
      self->become({[self](const fail&) { self->push(done{}); }});
    },
    [self](const question&) { ask_store(self); },
    [self](const patient_question&) { ask_store(self, 5s); },
    [self](const ping_frame& x) { self->push_text(x.payload); },
    [self](const pong_frame& x) { self->push_text(x.payload); },
  }
    .or_else([self](const closed&) { self->push(done{}); });
}

router busy_routes() {
  auto routes = router{};
  routes.add("/busy", with(rate_limit{1, 3}, max_size{100}),
             accepts<fail, leave, swap, orphan, question, patient_question>,
             busy);
  routes.add("/board/:name", with(require_each{"write"}), accepts<swap>, busy);
  return routes;
}

struct busy_world {
  simulation sim{busy_routes()};
  client ann = sim.connect("/busy");

  void says(const std::string& text) {
    ann.sends_text(text);
    sim.settle();
  }
};

/// A session whose transport is the test.
struct session_world {
  simulation sim{busy_routes()};
  fake_connection client{sim.actors().bounds(), sim.actors().totals(),
                         [this] { return sim.on().now(); }};
  session_ref ann = open();

  session_ref open() {
    auto to = sim.actors().routes().resolve(*parse_target("/busy"));
    auto made = sim.actors().open(0, {std::move(*to), {}, nullptr}, &client);
    sim.settle();
    return made;
  }
};

} // namespace

TEST_CASE_METHOD(chat_world,
                 "bad messages get an error and the session goes on",
                 "[session]") {
  struct row {
    const char* text;
    const char* code;
    const char* message;
  };
  auto [text, code, message] = GENERATE(values<row>({
    {"[]", "invalid_json", "Invalid JSON format"},
    {"{}", "unknown_type", "Unknown message type: "},
    {R"({"type":5})", "unknown_type", "Unknown message type: 5"},
    {R"({"type":"zz"})", "unknown_type", "Unknown message type: zz"},
    {R"({"type":"chat_message"})", "validation_failed", "Message is required"},
    {R"({"type":"ping","ref":{}})", "validation_failed",
     "Validation failed: ref: must be a number or a short string"},
  }));
  auto ann = enter("/chat/lobby");
  ann.sends_text(text);
  ann.sends(chat::chat_message{"still here"});
  sim.settle();
  CHECK(ann.received("error").at("code") == code);
  CHECK(ann.received("error").at("message") == message);
  CHECK(ann.received("error").contains("timestamp"));
  CHECK(ann.count("chat_message") == 1);
}

TEST_CASE_METHOD(chat_world, "a binary message on a text channel is an error",
                 "[session]") {
  auto ann = enter("/chat/lobby");
  ann.sends_binary("x");
  sim.settle();
  CHECK(ann.received("error").at("code") == "unsupported");
  CHECK_FALSE(ann.close_code());
}

TEST_CASE_METHOD(chat_world, "a request's ref comes back with each answer",
                 "[session]") {
  auto ann = enter("/chat/lobby");
  ann.sends_text(R"({"type":"ping","ref":7})");
  ann.sends_text(R"({"type":"zz","ref":"a"})");
  ann.sends_text(R"({"type":"typing_start","ref":8})");
  ann.sends_text(R"({"type":"chat_message","message":"hi","ref":9})");
  ann.sends_text(R"({"type":"ping"})");
  sim.settle();
  CHECK(ann.all("pong")[0].at("ref") == 7);
  CHECK_FALSE(ann.all("pong")[1].contains("ref"));
  CHECK(ann.received("error").at("ref") == "a");
  CHECK(ann.all("success")[0].at("ref") == 8);
  CHECK(ann.all("success")[1].at("ref") == 9);
  CHECK(ann.all("success")[1].at("data").at("seq") == 1);
  CHECK_FALSE(ann.received("chat_message").contains("ref"));
}

TEST_CASE_METHOD(busy_world, "a handler that throws hurts nobody",
                 "[session]") {
  says(R"({"type":"fail","ref":1})");
  CHECK(ann.received("error").at("code") == "internal");
  CHECK(ann.received("error").at("message") == "Internal server error");
  CHECK(ann.received("error").at("ref") == 1);
  says(R"({"type":"ping"})");
  CHECK(ann.count("pong") == 1);
  CHECK(sim.actors().totals().faults == 1);
}

TEST_CASE_METHOD(busy_world, "an answer that took its time carries the ref",
                 "[session]") {
  sim.store().put({"c", "k", "1", "{}"});
  sim.store().answers_after(1s);
  says(R"({"type":"question","ref":1})");
  says(R"({"type":"ping","ref":2})");
  CHECK(ann.received("pong").at("ref") == 2);
  CHECK(ann.count("success") == 0);
  sim.advance(1s);
  CHECK(ann.received("done").at("ref") == 1);
  CHECK(ann.count("success") == 0);
}

TEST_CASE_METHOD(busy_world, "an actor that does not answer is our fault",
                 "[session]") {
  sim.store().falls_silent();
  says(R"({"type":"question","ref":1})");
  sim.advance(1'999ms);
  CHECK(ann.events().empty());
  sim.advance(1ms);
  CHECK(ann.received("error").at("code") == "internal");
  CHECK(ann.received("error").at("ref") == 1);
}

TEST_CASE_METHOD(busy_world, "each question has the patience of its own",
                 "[session]") {
  sim.store().falls_silent();
  says(R"({"type":"patient_question","ref":1})");
  sim.advance(1s);
  says(R"({"type":"question","ref":2})");
  sim.advance(1'999ms);
  CHECK(ann.events().empty());
  sim.advance(1ms);
  CHECK(ann.received("error").at("ref") == 2);
  sim.advance(1'999ms);
  CHECK(ann.count("error") == 1);
  sim.advance(1ms);
  CHECK(ann.count("error") == 2);
  CHECK(ann.all("error").back().at("ref") == 1);
}

TEST_CASE_METHOD(busy_world, "an answer's handler that throws hurts nobody",
                 "[session]") {
  says(R"({"type":"question","ref":1})");
  CHECK(ann.received("error").at("code") == "internal");
  CHECK(ann.received("error").at("ref") == 1);
  says(R"({"type":"ping"})");
  CHECK(ann.count("pong") == 1);
}

TEST_CASE_METHOD(busy_world, "a message that no handler takes is our fault",
                 "[session]") {
  says(R"({"type":"orphan"})");
  CHECK(ann.received("error").at("code") == "internal");
}

TEST_CASE_METHOD(busy_world, "a handler may close its session", "[session]") {
  says(R"({"type":"leave"})");
  CHECK(ann.close_code() == close_code::policy);
  auto before = ann.events().size();
  says(R"({"type":"ping"})");
  CHECK(ann.events().size() == before);
  CHECK(sim.actors().totals().sessions == 0);
}

TEST_CASE_METHOD(busy_world, "a session may become another", "[session]") {
  says(R"({"type":"swap"})");
  says(R"({"type":"fail"})");
  CHECK(ann.count("done") == 1);
}

TEST_CASE_METHOD(busy_world, "WebSocket pings reach the channel", "[session]") {
  ann.pings("hello");
  sim.settle();
  CHECK(ann.frames(frame::kind::pong) == std::vector<std::string>{"hello"});
  CHECK(ann.frames(frame::kind::text) == std::vector<std::string>{"hello"});
}

TEST_CASE_METHOD(session_world, "WebSocket pongs reach the channel",
                 "[session]") {
  ann.actor->receive_pong("hello");
  sim.settle();
  REQUIRE(client.received.size() == 1);
  CHECK(client.received[0]->payload() == "hello");
}

TEST_CASE_METHOD(session_world, "who drains is told when to come back",
                 "[session]") {
  ann.actor->drain(5s);
  sim.settle();
  REQUIRE(client.events().size() == 1);
  auto notice = client.events()[0];
  CHECK(notice.at("type") == "system");
  CHECK(notice.at("message") == "Server is restarting");
  CHECK(notice.at("reconnect") == true);
  CHECK(notice.at("retry_after_ms") == 5'000);
  REQUIRE(client.end);
  CHECK(client.end->code == close_code::restart);
  CHECK(sim.actors().totals().sessions == 0);
}

TEST_CASE_METHOD(busy_world,
                 "nobody anonymous is heard where each needs a word",
                 "[session]") {
  auto guest = sim.connect("/board/one");
  guest.sends_text(R"({"type":"swap","ref":1})");
  guest.sends_text(R"({"type":"ping"})");
  sim.settle();
  CHECK(guest.refused() == 0);
  CHECK(guest.received("error").at("code") == "unauthorized");
  CHECK(guest.received("error").at("message") == "Not authenticated");
  CHECK(guest.received("error").at("ref") == 1);
  CHECK(guest.count("pong") == 1);
  CHECK_FALSE(guest.close_code());
}

TEST_CASE_METHOD(busy_world, "too many messages are refused with a wait",
                 "[session]") {
  for (int i = 0; i < 3; ++i)
    says(R"({"type":"ping"})");
  says(R"({"type":"ping","ref":4})");
  CHECK(ann.count("pong") == 3);
  auto error = ann.received("error");
  CHECK(error.at("code") == "rate_limited");
  CHECK(error.at("retry_after_ms") == 1'000);
  CHECK(error.at("ref") == 4);
  sim.advance(std::chrono::milliseconds{1'001});
  says(R"({"type":"ping"})");
  CHECK(ann.count("pong") == 4);
}

TEST_CASE_METHOD(busy_world, "who goes on after the refusals is closed",
                 "[session]") {
  auto strikes = sim.actors().bounds().rate_strikes;
  for (std::uint32_t i = 0; i < 3 + strikes; ++i)
    says("{}");
  CHECK_FALSE(ann.close_code());
  says("{}");
  CHECK(ann.close_code() == close_code::policy);
}

TEST_CASE("too many bytes are refused with a wait", "[session]") {
  auto options = simulation_options{};
  options.actors.bounds.bytes = {10, 100};
  auto world = chat_world{std::move(options)};
  auto ann = world.enter("/chat/lobby");
  auto ping = std::string{R"({"type":"ping"})"};
  auto says = [&](std::size_t bytes) {
    ann.sends_text(ping + std::string(bytes - ping.size(), ' '));
    world.sim.settle();
  };
  says(90);
  says(20);
  CHECK(ann.count("pong") == 1);
  CHECK(ann.received("error").at("code") == "rate_limited");
  CHECK(ann.received("error").at("retry_after_ms") == 1'000);
  world.sim.advance(1'001ms);
  says(20);
  CHECK(ann.count("pong") == 2);
  CHECK(ann.count("error") == 1);
}

TEST_CASE_METHOD(busy_world, "a route may lower the size limit", "[session]") {
  says(std::string(101, ' '));
  CHECK(ann.close_code() == close_code::too_big);
}

TEST_CASE_METHOD(chat_world, "a path that is not served is refused",
                 "[session]") {
  CHECK(sim.connect("/nope").refused() == 404);
  CHECK(sim.connect("/chat/%zz").refused() == 400);
  CHECK(sim.connect("/chat/a%2Fb").refused() == 400);
  CHECK(sim.connect("/chat/ok").refused() == 0);
}

TEST_CASE_METHOD(chat_world, "anonymous ids differ", "[session]") {
  auto ann = enter("/chat/lobby"), bob = enter("/chat/lobby");
  CHECK(ann.user_id().starts_with("user_"));
  CHECK(ann.user_id().size() == 5 + 16);
  CHECK(ann.user_id() != bob.user_id());
}
