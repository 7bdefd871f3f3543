// /robust, /batched and /optimized.
#include "identity_world.hpp"

#include <apps/chat/mute.hpp>

using namespace troupe;
using namespace tests;

TEST_CASE_METHOD(identity_world, "/robust fails as told and goes on",
                 "[robust]") {
  auto ann = enter("/robust");
  auto code_of = [&](const std::string& how) {
    says(ann, R"({"type":"fail","ref":1,"how":")" + how + "\"}");
    sim.advance(1s);
    CHECK(ann.received("error").at("ref") == 1);
    return ann.received("error").at("code").get<std::string>();
  };
  CHECK(code_of("validation") == "validation_failed");
  CHECK(code_of("authorization") == "access_denied");
  CHECK(code_of("exception") == "internal");
  CHECK(ann.received("error").at("message") == "Internal server error");
  CHECK(code_of("authorization") == "access_denied");
  CHECK(code_of("timeout") == "internal");
  CHECK(code_of("dance") == "validation_failed");
  CHECK(ann.count("error") == 6);
  CHECK_FALSE(ann.close_code());
}

TEST_CASE_METHOD(identity_world, "/robust waits for who does not answer",
                 "[robust]") {
  auto ann = enter("/robust");
  says(ann, R"({"type":"fail","how":"timeout"})");
  sim.advance(999ms);
  CHECK(ann.count("error") == 0);
  sim.advance(1ms);
  CHECK(ann.received("error").at("code") == "internal");
}

TEST_CASE_METHOD(identity_world, "who never answers keeps no question",
                 "[robust]") {
  auto question = frame::text("?");
  auto nobody = sim.system().spawn<chat::mute>();
  caf::anon_send(nobody, delivery{0, question, 0, 0});
  sim.settle();
  CHECK(question.use_count() == 1);
}

TEST_CASE_METHOD(identity_world,
                 "/batched hands over ten, or what came in 100 ms",
                 "[batched]") {
  auto ann = enter("/batched");
  for (int i = 0; i < 13; ++i)
    ann.sends_text(R"({"type":"item"})");
  sim.settle();
  CHECK(ann.received("batch_processed").at("count") == 10);
  CHECK(ann.received("batch_processed").at("reason") == "full");
  sim.advance(99ms);
  CHECK(ann.count("batch_processed") == 1);
  sim.advance(1ms);
  CHECK(ann.received("batch_processed").at("count") == 3);
  CHECK(ann.received("batch_processed").at("reason") == "timeout");
  sim.advance(1s);
  CHECK(ann.count("batch_processed") == 2);
}

TEST_CASE_METHOD(identity_world, "/optimized keeps values by key",
                 "[optimized]") {
  auto ann = enter("/optimized"), bob = enter("/optimized");
  says(bob, R"({"type":"get","key":"k"})");
  CHECK(bob.received("success").at("data").at("value").is_null());
  says(ann, R"({"type":"set","key":"k","value":{"a":[1,"x"]},"ref":1})");
  CHECK(ann.received("success").at("ref") == 1);
  says(bob, R"({"type":"get","key":"k","ref":2})");
  CHECK(bob.received("success").at("data").at("value").at("a").at(1) == "x");
  sim.store().fails();
  says(bob, R"({"type":"get","key":"k","ref":3})");
  CHECK(bob.received("error").at("code") == "unavailable");
  CHECK(bob.received("error").at("ref") == 3);
}
