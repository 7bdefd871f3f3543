#include "identity_world.hpp"

#include <apps/chat/events.hpp>

using namespace troupe;
using namespace tests;

TEST_CASE_METHOD(identity_world,
                 "each device of a user is told how many there are", "[user]") {
  auto phone = enter("/user", token_of("ann"));
  auto desk = enter("/user", token_of("ann"));
  CHECK(phone.received("user_data").at("user_id") == "ann");
  CHECK(phone.received("user_data").at("name") == "Name of ann");
  CHECK(phone.received("user_data").at("sessions") == 1);
  CHECK(desk.received("user_data").at("sessions") == 2);
}

TEST_CASE_METHOD(identity_world, "a direct message reaches all devices",
                 "[user]") {
  auto phone = enter("/user", token_of("ann")),
       desk = enter("/user", token_of("ann"));
  auto bob = enter("/user", token_of("bob", {"send:ann", "send:nobody"}));
  says(bob, R"({"type":"send_to_user","user_id":"ann","data":[1],"ref":3})");
  CHECK(bob.received("success").at("data").at("delivered") == 2);
  CHECK(bob.received("success").at("ref") == 3);
  for (const auto& each : {phone, desk}) {
    CHECK(each.received("direct_message").at("from") == "bob");
    CHECK(each.received("direct_message").at("data").at(0) == 1);
    CHECK(each.received("direct_message").contains("timestamp"));
  }
  says(bob, R"({"type":"send_to_user","user_id":"nobody","data":1})");
  CHECK(bob.received("success").at("data").at("delivered") == 0);
}

TEST_CASE_METHOD(identity_world, "a direct message needs its permission",
                 "[user]") {
  auto ann = enter("/user", token_of("ann"));
  auto bob = enter("/user", token_of("bob", {"send:eve"}));
  says(bob, R"({"type":"send_to_user","user_id":"ann","data":1})");
  CHECK(bob.received("error").at("code") == "access_denied");
  CHECK(ann.count("direct_message") == 0);
  says(bob, R"({"type":"send_to_user","user_id":"a/b","data":1})");
  CHECK(bob.received("error").at("code") == "validation_failed");
}

TEST_CASE_METHOD(identity_world,
                 "server code reaches a user, several, or all but one",
                 "[user]") {
  auto ann = enter("/user", token_of("ann")), bob
                                              = enter("/user", token_of("bob"));
  auto eve = enter("/user", token_of("eve"));
  sim.actors().broadcast({"user", "ann"}, news{"one"});
  sim.actors().broadcast("user", {"ann", "bob"}, news{"two"});
  sim.actors().broadcast({"user", {}, true, publish(news{"all"}), 0, {"bob"}});
  sim.settle();
  CHECK(ann.count("news") == 3);
  CHECK(bob.count("news") == 1);
  CHECK(eve.count("news") == 1);
}
