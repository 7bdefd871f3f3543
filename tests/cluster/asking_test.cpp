#include "cluster_world.hpp"

using namespace troupe;
using namespace tests;

namespace {

struct questions : cluster_world {
  using cluster_world::ask;

  template <class Answer, class Question>
  std::optional<Answer> ask(const std::string& node, Question what) {
    return ask<Answer>(node, sim.on(node).actors().rooms(), what);
  }

  std::string other_than(const std::string& node) {
    return node == "a" ? "b" : "a";
  }

  publication line = publish(chat::said{"hi", "server", {}, {}, {}});
};

} // namespace

TEST_CASE_METHOD(questions, "a post to a room of another node is counted",
                 "[cluster-asking]") {
  auto ann = enter("a"), bob = enter("b");
  for (const auto& each : node_names) {
    auto answer
      = ask<post_receipt>(each, post_request{{"chat", "lobby"}, line});
    REQUIRE(answer);
    CHECK(answer->members == 2);
  }
  CHECK(heard(ann).size() == 3);
  CHECK(heard(bob).size() == 3);
}

TEST_CASE_METHOD(questions, "every node knows all rooms", "[cluster-asking]") {
  auto clients = std::vector<client>{};
  for (const auto* room : {"1", "2", "3", "4", "5"})
    clients.push_back(enter("a", std::string{"/chat/"} + room));
  for (const auto& each : node_names) {
    auto all = ask<std::vector<room_status>>(each, caf::get_atom_v);
    REQUIRE(all);
    REQUIRE(all->size() == 5);
    CHECK(all->front().room.name == "1");
    auto one = ask<room_status>(each, room_key{"chat", "3"});
    REQUIRE(one);
    CHECK(one->members == 1);
  }
}

TEST_CASE_METHOD(questions, "a broadcast reaches rooms of all nodes",
                 "[cluster-asking]") {
  auto clients = std::vector<client>{};
  auto names = std::set<std::string>{};
  for (const auto* room : {"1", "2", "3", "4", "5", "6"}) {
    clients.push_back(enter("b", std::string{"/chat/"} + room));
    names.insert(room);
  }
  sim.on("c").actors().broadcast({"chat", names, false, line, 0, {}});
  sim.settle();
  for (const auto& each : clients)
    CHECK(heard(each).size() == 1);
  sim.on("a").actors().broadcast({"chat", {}, true, line, 0, {"1"}});
  sim.settle();
  CHECK(heard(clients[0]).size() == 1);
  CHECK(heard(clients[5]).size() == 2);
}

TEST_CASE_METHOD(questions, "a receipt finds its way over a link",
                 "[cluster-asking]") {
  auto far = other_than(owner("lobby"));
  auto ann = enter(far);
  ann.sends_text(R"({"type":"chat_message","message":"x","ref":7})");
  sim.settle();
  CHECK(ann.received("success").at("ref") == 7);
  CHECK(ann.received("success").at("data").at("seq") == 1);
}

TEST_CASE_METHOD(questions, "sessions of a user are found and closed anywhere",
                 "[cluster-asking]") {
  auto ann = enter("b");
  auto all = sim.on("a").actors().lookouts();
  auto found = ask<session_list>("a", all.back(), session_query{ann.user_id()});
  REQUIRE(found);
  REQUIRE(found->sessions.size() == 1);
  CHECK(found->sessions[0].session == ann.key());
  auto closed = ask<disconnect_receipt>(
    "a", all.back(), disconnect_request{ann.user_id(), 0, 1000, "bye"});
  REQUIRE(closed);
  CHECK(closed->sessions == 1);
  CHECK(ann.close_code() == close_code::normal);
}

TEST_CASE_METHOD(questions, "no two nodes give a session the same id",
                 "[cluster-asking]") {
  auto ids = std::set<session_id>{};
  for (const auto& each : node_names)
    for (int i = 0; i < 3; ++i)
      ids.insert(enter(each).key());
  CHECK(ids.size() == 9);
  CHECK(*ids.rbegin() < std::uint64_t{1} << 53); // JavaScript reads them.
}

TEST_CASE_METHOD(questions, "an operator sees all nodes and links",
                 "[cluster-asking]") {
  auto ann = enter("b");
  auto text = ask<std::string>("a", sim.on("a").actors().others()->status(),
                               caf::get_atom_v);
  REQUIRE(text);
  auto seen = json::parse(*text);
  CHECK(seen.at("node") == "a");
  REQUIRE(seen.at("nodes").size() == 3);
  CHECK(seen.at("nodes")[0].at("state") == "self");
  CHECK(seen.at("nodes")[1].at("state") == "up");
  CHECK(seen.at("nodes")[1].at("sessions") == 1);
  CHECK(seen.at("nodes")[1].at("link").at("waiting") == 0);
  sim.kill("b");
  sim.settle();
  text = ask<std::string>("a", sim.on("a").actors().others()->status(),
                          caf::get_atom_v);
  REQUIRE(text);
  CHECK(json::parse(*text).at("nodes")[1].at("state") == "awaited");
}
