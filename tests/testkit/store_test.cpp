// The simulated store, in all its moods.
#include "tickets.hpp"

#include "catch.hpp"

using namespace troupe;
using namespace tickets;
using namespace std::chrono_literals;

namespace {

struct shop {
  simulation sim{tickets::routes()};
  client ann = sim.connect("/tickets");

  shop() {
    sim.store().put({"tickets", "tonight", "1", ""});
    sim.store().put({"tickets", "tonight", "2", ""});
    sim.store().put({"tickets", "tomorrow", "1", ""});
  }
};

} // namespace

TEST_CASE_METHOD(shop, "a store that works answers without time passing",
                 "[store]") {
  for (int i = 0; i < 3; ++i) {
    ann.sends(buy{});
    sim.settle();
  }
  CHECK(ann.count("ticket") == 2);
  CHECK(ann.received("ticket").at("number") == "2");
  CHECK(ann.count("sold_out") == 1);
  CHECK(sim.store().read({"tickets", "tomorrow", "", 9}).size() == 1);
}

TEST_CASE_METHOD(shop, "a store that fails says so and keeps what it has",
                 "[store]") {
  sim.store().fails();
  ann.sends(buy{});
  sim.settle();
  CHECK(ann.count("sold_out") == 1);
  sim.store().works();
  ann.sends(buy{});
  sim.settle();
  CHECK(ann.received("ticket").at("number") == "1");
}

TEST_CASE_METHOD(shop, "a slow store answers as late as it was told",
                 "[store]") {
  sim.store().answers_after(1500ms);
  ann.sends(buy{});
  sim.advance(1499ms);
  CHECK(ann.events().empty());
  sim.advance(1ms);
  CHECK(ann.count("ticket") == 1);
}

TEST_CASE_METHOD(shop, "a silent store leaves the asker to its patience",
                 "[store]") {
  sim.store().falls_silent();
  ann.sends(buy{});
  sim.advance(2s);
  CHECK(ann.count("ticket") == 0);
  CHECK(ann.received("error").at("code") == "internal");
  CHECK(sim.store().requests() == 1);
}
