#include "cluster_world.hpp"

using namespace troupe;
using namespace tests;

TEST_CASE_METHOD(cluster_world, "clients of three nodes meet in one room",
                 "[cluster]") {
  auto ann = enter("a"), bob = enter("b"), eve = enter("c");
  say(ann, "one");
  sim.settle();
  say(bob, "two");
  sim.settle();
  say(eve, "three");
  sim.settle();
  auto all = std::vector<std::string>{"one", "two", "three"};
  CHECK(heard(ann) == all);
  CHECK(heard(bob) == all);
  CHECK(heard(eve) == all);
  CHECK(homes("lobby") == std::vector{owner("lobby")});
}

TEST_CASE_METHOD(cluster_world, "a room counts the members of all nodes",
                 "[cluster]") {
  auto ann = enter("a"), bob = enter("b"), eve = enter("c");
  CHECK(ann.received("user_joined").at("count") == 3);
  CHECK(sim.on(owner("lobby")).rooms().at(0).members == 3);
  eve.vanishes();
  sim.settle();
  CHECK(ann.count("user_left") == 1);
  CHECK(bob.count("user_left") == 1);
  CHECK(bob.received("user_left").at("count") == 2);
}
