// Inboxes that move to another node.
#include "identity_cluster.hpp"

#include <caf/send.hpp>

using namespace troupe;
using namespace tests;

namespace {

const auto inbox_of_ann = room_key{inbox::kind, "ann"};

struct moving_inbox : identity_cluster {
  moving_inbox() {
    sim.store().answers_after(50ms);
  }

  client
  device(const std::string& user, std::vector<std::string> permissions = {}) {
    return identity_cluster::device("/notifications", "a", user,
                                    std::move(permissions));
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
