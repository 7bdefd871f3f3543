// A channel with two bugs, for the tests of the kit and for docs/testing.md: it
// checks, and then it acts; and it takes a store in trouble for an empty one.
#pragma once

#include <troupe/actors/router.hpp>
#include <troupe/actors/session.hpp>
#include <troupe/testkit/explore.hpp>

#include <chrono>
#include <string>

namespace tickets {

struct buy {};
TROUPE_EVENT(buy, "buy")

struct ticket {
  std::string number;
};
TROUPE_EVENT(ticket, "ticket", number)

struct sold_out {};
TROUPE_EVENT(sold_out, "sold_out")

/// Sells what the store has. Between the question and the erasing somebody else
/// may have asked the same question.
inline caf::message_handler
box_office(troupe::session* self, const troupe::handshake&) {
  return {[self](const buy&) {
    auto first = troupe::store_query{"tickets", "tonight", "", 1};
    auto sell = [self](const troupe::store_reply& found) {
      if (found.records.empty())
        return self->push(sold_out{});
      const auto& mine = found.records.front();
      self->send(self->store(), troupe::store_write{{{mine, true}}});
      self->push(ticket{mine.id});
    };
    self->ask(self->store(), std::chrono::seconds{2}, first, sell);
  }};
}

inline troupe::router routes() {
  auto out = troupe::router{};
  out.add("/tickets", troupe::accepts<buy>, box_office);
  return out;
}

// [scenario]
/// Two people want the last ticket.
inline void two_want_the_last_one(troupe::simulation& sim) {
  sim.store().put({"tickets", "tonight", "1", ""});
  auto ann = sim.connect("/tickets"), bob = sim.connect("/tickets");
  sim.settle();
  ann.sends(buy{});
  bob.sends(buy{});
  sim.settle();
  auto sold = ann.count("ticket") + bob.count("ticket");
  troupe::expect(sold == 1, "the ticket is sold once");
}
// [/scenario]

/// There is a ticket for Ann, whatever happens.
inline void one_wants_a_ticket(troupe::simulation& sim) {
  using namespace std::chrono_literals;
  using namespace troupe;
  sim.store().put({"tickets", "tonight", "1", ""});
  auto ann = sim.connect("/tickets");
  sim.suffers(
    {faults::clock_jumps(1h), faults::time_passes(10ms), faults::store_fails()},
    12);
  sim.settle();
  ann.sends(buy{});
  sim.settle();
  expect(ann.count("sold_out") == 0, "there was a ticket");
}

} // namespace tickets
