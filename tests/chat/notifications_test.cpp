#include "identity_world.hpp"

#include <troupe/protocol/message_pack.hpp>

using namespace troupe;
using namespace tests;

namespace {

struct inbox_world : identity_world {
  using identity_world::identity_world;

  client admin = enter("/notifications", token_of("root", {"notify:*"}));

  void notify(const std::string& user, const std::string& text) {
    says(admin, R"({"type":"notify","ref":1,"user_id":")" + user
                  + R"(","message":")" + text + "\"}");
  }

  client device(const std::string& user) {
    return enter("/notifications", token_of(user));
  }

  void marks(const client& who, const std::string& id) {
    says(who, R"({"type":"mark_read","ref":2,"id":")" + id + "\"}");
  }
};

/// With room for two notifications a user.
struct small_inbox_world : inbox_world {
  small_inbox_world() : inbox_world(small_inboxes()) {}

  /// There is no more place, but for what may go.
  void fills_and_reads(const client& device) {
    for (int i = 0; i < 2; ++i) {
      notify("ann", "old");
      marks(device, device.received("notification").at("id"));
    }
  }

  static simulation_options small_inboxes() {
    auto out = identity_options();
    out.actors.room_kinds[inbox::kind].make
      = [](auto& system, auto* host, auto setup) {
          return caf::actor_cast<room_actor>(
            spawn_on<inbox>(system, host, setup, inbox_options{2}));
        };
    return out;
  }

  std::size_t kept(const std::string& user) {
    return sim.store().read({inbox::kind, user, {}, 100}).size();
  }
};

std::size_t unread(const client& who) {
  return who.received("notifications").at("notifications").size();
}

} // namespace

TEST_CASE_METHOD(inbox_world, "who was away finds what he missed, in order",
                 "[notifications]") {
  notify("ann", "one");
  notify("ann", "two");
  CHECK(admin.count("success") == 2);
  auto ann = device("ann");
  auto list = ann.received("notifications").at("notifications");
  REQUIRE(list.size() == 2);
  CHECK(list[0].at("message") == "one");
  CHECK(list[1].at("message") == "two");
  CHECK(list[0].at("read") == false);
  CHECK(list[0].at("created_at") == "2027-01-15T08:00:00.000Z");
  CHECK(list[0].at("id") < list[1].at("id"));
}

TEST_CASE_METHOD(inbox_world, "a new one reaches every device at once",
                 "[notifications]") {
  auto phone = device("ann"), desk = device("ann");
  auto bob = device("bob");
  CHECK(unread(phone) == 0);
  notify("ann", "hi");
  CHECK(phone.received("notification").at("message") == "hi");
  CHECK(desk.received("notification") == phone.received("notification"));
  CHECK(bob.count("notification") == 0);
  CHECK(admin.received("success").at("data").at("id")
        == phone.received("notification").at("id"));
}

TEST_CASE_METHOD(inbox_world, "what is read on one device is read on all",
                 "[notifications]") {
  auto phone = device("ann"), desk = device("ann");
  notify("ann", "hi");
  notify("ann", "ho");
  auto id = phone.all("notification")[0].at("id").get<std::string>();
  marks(phone, id);
  CHECK(phone.received("success").at("ref") == 2);
  CHECK(phone.count("notification_read") == 0);
  CHECK(desk.received("notification_read").at("id") == id);
  auto later = device("ann");
  CHECK(unread(later) == 1);
  marks(desk, id);
  CHECK(desk.count("success") == 1);
  CHECK(phone.count("notification_read") == 0);
  marks(desk, "nonsense");
  CHECK(desk.received("error").at("code") == "validation_failed");
}

TEST_CASE_METHOD(inbox_world, "the store keeps them when nobody is there",
                 "[notifications]") {
  auto ann = device("ann");
  notify("ann", "one");
  notify("ann", "two");
  marks(ann, ann.all("notification")[0].at("id"));
  ann.vanishes();
  sim.settle();
  CHECK(sim.on().rooms().size() == 1); // The admin's.
  auto again = device("ann");
  REQUIRE(unread(again) == 1);
  notify("ann", "three");
  CHECK(again.received("notification").at("id")
        > again.received("notifications").at("notifications")[0].at("id"));
}

TEST_CASE_METHOD(inbox_world, "without the store they are unavailable",
                 "[notifications]") {
  sim.store().fails();
  auto ann = device("ann");
  CHECK(ann.received("error").at("code") == "unavailable");
  notify("ann", "lost");
  CHECK(admin.received("error").at("code") == "unavailable");
  sim.advance(5s);
  CHECK(ann.count("error") == 1);
  sim.store().works();
  sim.advance(1s);
  CHECK(unread(ann) == 0);
  notify("ann", "kept");
  CHECK(ann.received("notification").at("message") == "kept");
  CHECK(ann.count("notification") == 1);
}

TEST_CASE_METHOD(inbox_world, "a store that fails in between loses nothing",
                 "[notifications]") {
  auto ann = device("ann");
  notify("ann", "one");
  sim.store().fails();
  notify("ann", "two");
  CHECK(ann.count("notification") == 1);
  marks(ann, ann.received("notification").at("id"));
  CHECK(ann.received("error").at("code") == "unavailable");
  sim.store().works();
  CHECK(unread(device("ann")) == 1);
}

TEST_CASE_METHOD(inbox_world,
                 "what comes while the store still writes is answered too",
                 "[notifications]") {
  sim.store().answers_after(50ms);
  notify("ann", "one");
  sim.advance(75ms);
  notify("ann", "two");
  sim.advance(1s);
  CHECK(admin.count("success") == 2);
  CHECK(sim.on().rooms().size() == 1); // The admin's.
}

TEST_CASE_METHOD(inbox_world, "who leaves does not end what others have sent",
                 "[notifications]") {
  auto ann = device("ann");
  sim.store().answers_after(50ms);
  notify("ann", "one");
  ann.vanishes();
  sim.advance(1s);
  CHECK(admin.count("success") == 1);
  SECTION("nor does one who leaves before the store has told") {
    auto early = device("ann");
    notify("ann", "two");
    early.vanishes();
    sim.advance(1s);
    CHECK(admin.count("success") == 2);
  }
}

TEST_CASE_METHOD(inbox_world, "an inbox that has nothing to do ends",
                 "[notifications]") {
  const auto& rooms = sim.actors().rooms();
  caf::anon_send(
    rooms,
    room_command{{inbox::kind, "ann"}, "mark_read", R"({"id":"none"})", 0});
  caf::anon_send(rooms, room_command{{inbox::kind, "bob"}, "dance", "{}", 0});
  sim.settle();
  CHECK(sim.on().rooms().size() == 1); // The admin's.
}

TEST_CASE_METHOD(small_inbox_world,
                 "what is still being written counts for the bound",
                 "[notifications]") {
  sim.store().answers_after(50ms);
  for (int i = 0; i < 4; ++i)
    notify("ann", "x");
  sim.advance(1s);
  CHECK(admin.count("success") == 2);
  CHECK(admin.count("error") == 2);
  CHECK(kept("ann") == 2);
}

TEST_CASE_METHOD(small_inbox_world,
                 "each new one takes the place of another that was read",
                 "[notifications]") {
  auto ann = device("ann");
  fills_and_reads(ann);
  sim.store().answers_after(50ms);
  for (int i = 0; i < 3; ++i)
    notify("ann", "new");
  sim.advance(1s);
  CHECK(admin.count("success") == 4);
  CHECK(admin.received("error").at("code") == "unavailable");
  CHECK(kept("ann") == 2);
  CHECK(unread(device("ann")) == 2);
}

TEST_CASE_METHOD(small_inbox_world,
                 "what could not be replaced is replaced later",
                 "[notifications]") {
  auto ann = device("ann");
  fills_and_reads(ann);
  sim.store().fails();
  notify("ann", "lost");
  CHECK(admin.count("error") == 1);
  sim.store().works();
  notify("ann", "new");
  notify("ann", "newer");
  CHECK(admin.count("success") == 4);
  CHECK(kept("ann") == 2);
}

TEST_CASE_METHOD(inbox_world, "all that is kept is listed, however much",
                 "[notifications]") {
  for (int i = 0; i < 2'001; ++i) {
    auto number = std::to_string(10'000 + i);
    sim.store().put(
      {inbox::kind, "ann", number, R"({"message":")" + number + "\"}"});
  }
  auto ann = device("ann");
  CHECK(unread(ann) == 2'001);
  CHECK(ann.received("notifications").at("notifications").back().at("id")
        == "12000");
}

TEST_CASE_METHOD(inbox_world, "nobody notifies without the permission",
                 "[notifications]") {
  auto ann = device("ann");
  says(ann, R"({"type":"notify","user_id":"root","message":"x"})");
  CHECK(ann.received("error").at("code") == "access_denied");
}

TEST_CASE_METHOD(inbox_world, "MessagePack is answered in MessagePack",
                 "[notifications]") {
  auto ann = device("ann");
  notify("ann", "hi");
  auto id = ann.received("notification").at("id").get<std::string>();
  ann.sends_binary(
    to_message_pack(R"({"type":"mark_read","ref":5,"id":")" + id + "\"}"));
  ann.sends_binary("\xC1 rubbish");
  ann.sends_binary(std::string(5'000, '\x91'));
  sim.settle();
  auto answers = std::vector<json>{};
  for (const auto& each : ann.frames(frame::kind::binary))
    answers.push_back(*parse_message_pack(each, 8));
  REQUIRE(answers.size() == 3);
  CHECK(answers[0].at("ref") == 5);
  CHECK(answers[0].at("type") == "success");
  CHECK(answers[1].at("code") == "invalid_json");
  CHECK(answers[2].at("code") == "invalid_json");
  says(ann, R"({"type":"ping"})");
  CHECK(ann.count("pong") == 1);
}

TEST_CASE("under any schedule and store trouble nothing acknowledged is lost",
          "[notifications]") {
  auto world = exploration{all_routes, identity_options()};
  explore(300, world, [](simulation& sim) {
    auto admin
      = sim.connect("/notifications?token=" + token_of("root", {"notify:*"}));
    auto ann = sim.connect("/notifications?token=" + token_of("ann"));
    sim.suffers({faults::store_fails(), faults::store_works(),
                 faults::vanishes(ann), faults::store_answers_after(50ms),
                 faults::room_crashes({"notifications", "ann"}),
                 faults::time_passes(100ms)},
                5);
    for (int i = 0; i < 6; ++i)
      admin.sends_text(
        R"({"type":"notify","ref":1,"user_id":"ann","message":"x"})");
    sim.advance(10s);
    sim.store().works();
    sim.advance(10s);
    auto late = sim.connect("/notifications?token=" + token_of("ann"));
    sim.settle();
    expect(unread(late) >= admin.count("success"),
           "all that was acknowledged is there");
    auto seen = std::string{};
    auto list = late.received("notifications").at("notifications");
    for (const auto& each : list) {
      expect(each.at("id") > seen, "ids grow");
      seen = each.at("id");
    }
  });
}
