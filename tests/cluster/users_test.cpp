// Users whose devices are on several nodes.
#include "identity_cluster.hpp"

using namespace troupe;
using namespace tests;

namespace {

struct users : identity_cluster {
  client device(const std::string& user, std::string node,
                std::vector<std::string> permissions = {}) {
    return identity_cluster::device("/user", std::move(node), user,
                                    std::move(permissions));
  }
};

} // namespace

TEST_CASE_METHOD(users, "a message to a user reaches devices on all nodes",
                 "[cluster-users]") {
  auto devices = std::vector<client>{};
  for (const auto& node : node_names)
    devices.push_back(device("ann", node));
  CHECK(devices.back().received("user_data").at("sessions") == 3);
  auto bob = device("bob", "b", {"send:ann"});
  bob.sends_text(R"({"type":"send_to_user","user_id":"ann","data":1})");
  sim.settle();
  CHECK(bob.received("success").at("data").at("delivered") == 3);
  for (const auto& each : devices)
    CHECK(each.count("direct_message") == 1);
}

TEST_CASE_METHOD(users, "any node reaches a user, several, or all but one",
                 "[cluster-users]") {
  auto ann = device("ann", "a"), bob = device("bob", "b"),
       eve = device("eve", "c");
  for (const auto& node : node_names) {
    auto& from = sim.on(node).actors();
    from.broadcast({"user", "ann"}, news{"one"});
    from.broadcast("user", {"ann", "bob"}, news{"two"});
    from.broadcast({"user", {}, true, publish(news{"all"}), 0, {"bob"}});
    sim.settle();
  }
  CHECK(ann.count("news") == 9);
  CHECK(bob.count("news") == 3);
  CHECK(eve.count("news") == 3);
}

TEST_CASE_METHOD(users, "a broadcast leaves one session out, wherever it is",
                 "[cluster-users]") {
  auto devices = std::vector<client>{};
  for (const auto& node : node_names)
    devices.push_back(device("ann", node));
  auto out
    = broadcast_request{"user", {"ann"}, false, publish(news{"x"}), 0, {}};
  out.except = devices[1].key();
  for (const auto& node : node_names)
    sim.on(node).actors().broadcast(out);
  sim.settle();
  CHECK(devices[0].count("news") == 3);
  CHECK(devices[1].count("news") == 0);
  CHECK(devices[2].count("news") == 3);
}
