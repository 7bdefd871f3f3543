// Simulated nodes with an actor each that others write to.
#pragma once

#include <troupe/testkit/simulation.hpp>

#include "catch.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tests {

using namespace std::chrono_literals;

/// Gets numbers, each with the name of who sent it.
using ledger_actor
  = caf::typed_actor<caf::reacts_to<caf::add_atom, std::string, std::uint64_t>>;

/// What an actor got, by sender.
using entries = std::map<std::string, std::vector<std::uint64_t>>;

class ledger : public ledger_actor::base {
public:
  ledger(caf::actor_config& config, std::shared_ptr<entries> book)
    : ledger_actor::base(config), book_(std::move(book)) {}

  ledger_actor::behavior_type make_behavior() override {
    return {[this](caf::add_atom, const std::string& who, std::uint64_t x) {
      (*book_)[who].push_back(x);
    }};
  }

private:
  std::shared_ptr<entries> book_;
};

/// Counts how often what it watches goes down.
class watcher : public caf::event_based_actor {
public:
  watcher(caf::actor_config& config, const caf::strong_actor_ptr& whom,
          std::shared_ptr<std::size_t> downs)
    : event_based_actor(config) {
    set_down_handler([downs](const caf::down_msg&) { ++*downs; });
    monitor(whom);
  }

  caf::behavior make_behavior() override {
    return {[](caf::ok_atom) {}};
  }
};

inline troupe::simulation_options
several(std::vector<std::string> names, std::uint64_t seed = 0) {
  auto out = troupe::simulation_options{};
  out.nodes = std::move(names);
  out.seed = seed;
  return out;
}

/// Nodes that have published a ledger each.
struct office {
  explicit office(std::vector<std::string> names)
    : office(several(std::move(names))) {}

  explicit office(troupe::simulation_options options)
    : sim(troupe::router{}, with_ledgers(std::move(options))) {}

  troupe::simulation_options with_ledgers(troupe::simulation_options options) {
    options.start = [this](troupe::simulated_node& at) {
      auto& book = books[at.name()] = std::make_shared<entries>();
      at.publish(ledger_actor{at.system().spawn<ledger>(book)},
                 troupe::simulation::default_port);
    };
    return options;
  }

  ledger_actor find(std::string_view from, std::string_view to) {
    return sim.remote<ledger_actor>(from, to);
  }

  /// What the ledger of `at` got since its node has started.
  const std::vector<std::uint64_t>& got(const std::string& at) {
    return (*books[at])["test"];
  }

  /// Counts the ends of the ledger of `to`, as `from` sees them.
  std::shared_ptr<std::size_t>
  downs(std::string_view from, std::string_view to) {
    auto out = std::make_shared<std::size_t>(0);
    auto whom = sim.remote<caf::strong_actor_ptr>(from, to);
    watchers.push_back(sim.on(from).system().spawn<watcher>(whom, out));
    sim.settle();
    return out;
  }

  std::map<std::string, std::shared_ptr<entries>> books;
  troupe::simulation sim;
  std::vector<caf::actor> watchers;
};

inline void
write(const ledger_actor& to, std::uint64_t first, std::uint64_t last) {
  for (auto i = first; i <= last; ++i)
    caf::anon_send(to, caf::add_atom_v, "test", i);
}

inline std::vector<std::uint64_t>
numbers(std::uint64_t first, std::uint64_t last) {
  auto out = std::vector<std::uint64_t>{};
  for (auto i = first; i <= last; ++i)
    out.push_back(i);
  return out;
}

} // namespace tests
