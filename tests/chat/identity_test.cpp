#include "identity_world.hpp"

using namespace troupe;
using namespace tests;

TEST_CASE_METHOD(identity_world,
                 "a channel that needs a token wants a good one",
                 "[identity]") {
  auto none = enter("/user");
  CHECK(none.refused() == 401);
  CHECK(none.refusal() == "No token provided");
  auto bad = enter("/user", "x.y.z");
  CHECK(bad.refused() == 401);
  CHECK(bad.refusal() == "Invalid token");
  CHECK(enter("/user", token_of("ann")).refused() == 0);
  CHECK(enter("/user?token=" + token_of("ann")).refused() == 0);
  CHECK(enter("/user?token=" + token_of("ann"), token_of("ann")).refused()
        == 401);
}

TEST_CASE("without a key every token is refused", "[identity]") {
  auto options = identity_options();
  options.actors.tokens = nullptr;
  simulation sim{all_routes(), options};
  CHECK(sim.connect("/user?token=" + token_of("ann")).refused() == 401);
  CHECK(sim.connect("/user").refused() == 401);
  CHECK(sim.connect("/chat/lobby").refused() == 0);
}

TEST_CASE_METHOD(identity_world, "who has a token is himself everywhere",
                 "[identity]") {
  CHECK(enter("/chat/lobby", token_of("ann")).user_id() == "ann");
  CHECK(enter("/chat/lobby").user_id().starts_with("user_"));
  CHECK(enter("/chat/lobby", "rubbish").refused() == 401);
}

TEST_CASE_METHOD(identity_world, "reading and writing are two permissions",
                 "[secure]") {
  CHECK(enter("/secure/doc1").refusal() == "No token provided");
  auto stranger = enter("/secure/doc1", token_of("eve", {"read:doc2"}));
  CHECK(stranger.refused() == 403);
  CHECK(stranger.refusal() == "Access denied");
  auto reader = enter("/secure/doc1", token_of("ann", {"read:doc1"}));
  auto writer = enter("/secure/doc1", token_of("bob", {"read:*", "write:*"}));
  says(reader, R"({"type":"update","data":1,"ref":1})");
  CHECK(reader.received("error").at("code") == "access_denied");
  CHECK(reader.received("error").at("message") == "Access denied");
  CHECK(reader.received("error").at("ref") == 1);
  says(reader, R"({"type":"ping"})");
  CHECK(reader.count("pong") == 1);
  says(writer, R"({"type":"update","data":{"x":[2]},"ref":7})");
  CHECK(writer.received("success").at("ref") == 7);
  CHECK(reader.received("updated").at("data").at("x").at(0) == 2);
  CHECK(reader.received("updated").at("user_id") == "bob");
}

TEST_CASE_METHOD(identity_world, "a token that ends closes with 4001",
                 "[identity]") {
  auto ann = enter("/user", token_of("ann", {}, 60s));
  sim.advance(59s);
  CHECK_FALSE(ann.close_code());
  sim.advance(1s);
  CHECK(ann.received("error").at("code") == "token_expired");
  CHECK(ann.close_code() == close_code::token_expired);
}

TEST_CASE_METHOD(identity_world, "each token ends in its own time",
                 "[identity]") {
  auto late = enter("/user", token_of("ann", {}, 60s));
  auto soon = enter("/user", token_of("ann", {}, 15s));
  auto later = enter("/user", token_of("ann", {}, 90s));
  auto leaves = enter("/user", token_of("bob", {}, 60s));
  sim.advance(14s);
  CHECK_FALSE(soon.close_code());
  sim.advance(1s);
  CHECK(soon.close_code() == close_code::token_expired);
  leaves.closes();
  sim.advance(43s);
  CHECK_FALSE(late.close_code());
  auto soonest = enter("/user", token_of("ann", {}, 59s));
  sim.advance(1s);
  CHECK(soonest.close_code() == close_code::token_expired);
  CHECK_FALSE(late.close_code());
  sim.advance(1s);
  CHECK(late.close_code() == close_code::token_expired);
  sim.advance(29s);
  CHECK_FALSE(later.close_code());
  sim.advance(1s);
  CHECK(later.close_code() == close_code::token_expired);
}

TEST_CASE_METHOD(identity_world, "a refresh in time keeps the connection",
                 "[identity]") {
  auto ann = enter("/secure/doc1", token_of("ann", {"read:doc1"}, 60s));
  sim.advance(30s);
  auto longer = token_of("ann", {"read:doc1", "write:doc1"}, 120s);
  says(ann, R"({"type":"refresh","ref":1,"token":")" + longer + "\"}");
  CHECK(ann.received("success").at("ref") == 1);
  sim.advance(60s);
  CHECK_FALSE(ann.close_code());
  says(ann, R"({"type":"update","data":1,"ref":2})");
  CHECK(ann.received("success").at("ref") == 2);
  sim.advance(60s);
  CHECK(ann.close_code() == close_code::token_expired);
}

TEST_CASE_METHOD(identity_world, "a refresh is for one's own good token only",
                 "[identity]") {
  auto ann = enter("/user", token_of("ann", {}, 60s));
  says(ann, R"({"type":"refresh","token":")" + token_of("bob") + "\"}");
  CHECK(ann.received("error").at("code") == "access_denied");
  says(ann, R"({"type":"refresh","token":"x"})");
  CHECK(ann.received("error").at("code") == "unauthorized");
  CHECK(ann.received("error").at("message") == "Invalid token");
  says(ann, R"({"type":"refresh"})");
  CHECK(ann.received("error").at("code") == "validation_failed");
  auto guest = enter("/chat/lobby");
  says(guest, R"({"type":"refresh","token":")" + token_of("ann") + "\"}");
  CHECK(guest.received("error").at("code") == "unknown_type");
}

TEST_CASE_METHOD(identity_world,
                 "a refresh may not lose what the route asks for",
                 "[identity]") {
  auto reader = enter("/secure/doc1", token_of("ann", {"read:doc1"}, 60s));
  auto writer = enter("/secure/doc1", token_of("bob", {"read:*", "write:*"}));
  auto other = token_of("ann", {"read:doc2", "write:doc1"}, 120s);
  says(reader, R"({"type":"refresh","ref":1,"token":")" + other + "\"}");
  CHECK(reader.received("error").at("code") == "access_denied");
  CHECK(reader.received("error").at("ref") == 1);
  says(reader, R"({"type":"update","data":1})");
  CHECK(writer.count("updated") == 0);
  says(writer, R"({"type":"update","data":2})");
  CHECK(reader.count("updated") == 1);
  sim.advance(60s);
  CHECK(reader.close_code() == close_code::token_expired);
}

TEST_CASE_METHOD(identity_world, "the scheme of a token has no case",
                 "[identity]") {
  auto with = [&](const std::string& scheme) {
    auto options = connect_options{};
    options.headers["authorization"] = scheme + token_of("ann");
    return sim.connect("/user", options).refused();
  };
  CHECK(with("bearer ") == 0);
  CHECK(with("BEARER ") == 0);
  CHECK(with("Basic ") == 401);
  CHECK(with("Bear") == 401);
  CHECK(with("Bearer") == 401);
}

TEST_CASE_METHOD(identity_world, "expiry follows the wall clock",
                 "[identity]") {
  auto ann = enter("/user", token_of("ann"));
  sim.jump_clock(2h);
  SECTION("with the next message") {
    says(ann, R"({"type":"ping"})");
    CHECK(ann.count("pong") == 0);
  }
  SECTION("with the next look at it") {
    sim.advance(10s);
  }
  CHECK(ann.close_code() == close_code::token_expired);
}
