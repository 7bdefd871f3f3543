// Tests the channel without a server and without a test framework: exit status
// 0 when all claims hold, else 1 and the reason.
#include "shout.hpp"

#include <troupe/testkit/explore.hpp>

#include <cstdio>
#include <exception>

namespace {

/// Two clients shout at the same time.
void both_hear_one_order(troupe::simulation& sim) {
  sim.upholds(troupe::invariants::numbered_without_gap());
  auto ann = sim.connect("/yard"), bob = sim.connect("/yard");
  sim.settle();
  ann.sends(shout{"hey", {}});
  bob.sends(shout{"ho", {}});
  sim.settle();
  troupe::expect(ann.count("shout") == 2, "each shout is heard");
  troupe::expect(ann.all("shout") == bob.all("shout"), "in one order");
}

} // namespace

int main() {
  try {
    troupe::explore(100, {routes}, both_hear_one_order);
  } catch (const std::exception& failed) {
    std::puts(failed.what());
    return 1;
  }
  return 0;
}
