// Inboxes that move to another node.
#include "chat/identity_world.hpp"
#include "cluster_world.hpp"

#include <caf/send.hpp>

using namespace troupe;
using namespace tests;

namespace {

const auto inbox_of_ann = room_key{inbox::kind, "ann"};

simulation_options three_nodes_with_inboxes() {
  auto out = identity_options();
  out.nodes = node_names;
  return clustered(std::move(out));
}

struct moving_inbox : cluster_world {
  moving_inbox() : cluster_world(three_nodes_with_inboxes(), all_routes()) {
    sim.store().answers_after(50ms);
  }

  client
  device(const std::string& user, std::vector<std::string> permissions = {}) {
    auto options = connect_options{};
    options.node = "a";
    options.token = token_of(user, std::move(permissions));
    auto made = sim.connect("/notifications", options);
    sim.settle();
    return made;
  }

  void notify(const client& from) {
    from.sends_text(R"({"type":"notify","user_id":"ann","message":"x"})");
    sim.settle();
  }

  /// As if it belonged to another node now.
  void moves_away() {
    auto& home = sim.on(owner_of(inbox_of_ann, node_names));
    caf::anon_send(home.find(inbox_of_ann), release_request{inbox_of_ann});
    sim.settle();
  }
};

} // namespace

TEST_CASE_METHOD(moving_inbox, "an inbox that moves answers all that it has",
                 "[cluster-users]") {
  auto admin = device("root", {"notify:*"});
  notify(admin);
  SECTION("while it is loaded") {}
  SECTION("while the store writes") {
    sim.advance(75ms);
  }
  moves_away();
  notify(admin);
  sim.advance(1s);
  CHECK(admin.count("success") == 2);
  CHECK(homes("ann").empty());
  auto ann = device("ann");
  sim.advance(1s);
  CHECK(ann.received("notifications").at("notifications").size() == 2);
}
