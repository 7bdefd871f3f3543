#include "network_world.hpp"

#include <caf/io/middleman.hpp>

#include <algorithm>
#include <functional>

using namespace troupe;
using namespace tests;

namespace {

const auto names = std::vector<std::string>{"a", "b", "c"};

constexpr std::uint16_t peer_port = 9;

/// One a node, as the guard of a cluster: dials the peers behind it in the
/// alphabet, and again when they are gone; writes to all that it knows.
class peer : public caf::event_based_actor {
public:
  peer(caf::actor_config& config, std::string name,
       std::shared_ptr<entries> book, std::shared_ptr<std::uint64_t> lives)
    : event_based_actor(config),
      name_(std::move(name)),
      book_(std::move(book)),
      lives_(std::move(lives)) {
    set_down_handler([this](const caf::down_msg& x) { lose(x.source); });
  }

  const char* name() const override {
    return "peer";
  }

  caf::behavior make_behavior() override {
    for (const auto& each : names)
      if (name_ < each)
        dial(each);
    write();
    return {
      [this](caf::connect_atom, const std::string& whom) { dial(whom); },
      [this](caf::join_atom, const std::string& who, const caf::actor& there) {
        meet(who, there);
      },
      [this](caf::add_atom, const std::string& life, std::uint64_t x) {
        (*book_)[life].push_back(x);
      },
      [this](caf::tick_atom) { write(); },
    };
  }

private:
  /// Somebody it can write to, as long as the connection lives.
  struct friendship {
    caf::actor there;
    std::string life;
  };

  void dial(const std::string& whom) {
    request(system().middleman().actor_handle(), 1s, caf::connect_atom_v, whom,
            peer_port)
      .then(
        [this, whom](const caf::node_id&, const caf::strong_actor_ptr& found,
                     const std::set<std::string>&) {
          auto there = caf::actor_cast<caf::actor>(found);
          send(there, caf::join_atom_v, name_, caf::actor{this});
          meet(whom, there);
        },
        [this, whom](const caf::error&) {
          delayed_send(this, 200ms, caf::connect_atom_v, whom);
        });
  }

  void meet(const std::string& who, const caf::actor& there) {
    monitor(there);
    friends_[who] = {there, name_ + std::to_string(++*lives_)};
  }

  void lose(const caf::actor_addr& whom) {
    for (auto i = friends_.begin(); i != friends_.end();) {
      auto current = i++;
      if (current->second.there != whom)
        continue;
      if (name_ < current->first)
        delayed_send(this, 200ms, caf::connect_atom_v, current->first);
      friends_.erase(current);
    }
  }

  void write() {
    for (const auto& [who, bond] : friends_)
      send(bond.there, caf::add_atom_v, bond.life, ++last_);
    delayed_send(this, 50ms, caf::tick_atom_v);
  }

  std::string name_;
  std::shared_ptr<entries> book_;
  std::shared_ptr<std::uint64_t> lives_;
  std::map<std::string, friendship> friends_;
  std::uint64_t last_ = 0;
};

std::vector<fault> troubles(bool with_deaths) {
  auto out = std::vector<fault>{faults::time_passes(300ms)};
  for (auto [x, y] : {std::pair{"a", "b"}, {"b", "c"}, {"c", "a"}}) {
    out.push_back(faults::link_cut(x, y));
    out.push_back(faults::link_silenced(x, y));
    out.push_back(faults::link_healed(x, y));
  }
  for (const auto& each : names)
    if (with_deaths) {
      out.push_back(faults::node_killed(each));
      out.push_back(faults::node_killed(each, peers_see::silence));
      out.push_back(faults::node_restarted(each));
    }
  return out;
}

/// Everybody writes to everybody while links, or nodes, come and go.
struct world {
  world(std::uint64_t seed, bool with_deaths)
    : sim(router{}, with_peers(seed)), choice(troubles(with_deaths)) {
    for (int i = 0; i < 12; ++i) {
      sim.suffers(choice, 1);
      sim.advance(100ms);
    }
  }

  simulation_options with_peers(std::uint64_t seed) {
    auto out = several(names, seed);
    out.start = [this](simulated_node& at) {
      auto book = books.emplace_back(std::make_shared<entries>());
      at.publish(at.system().spawn<peer>(at.name(), book, lives), peer_port);
    };
    return out;
  }

  /// All are there again, and time to find each other.
  void make_up(std::chrono::milliseconds time) {
    for (const auto& each : names)
      if (!sim.on(each).alive())
        sim.restart(each);
    sim.heal("a", "b");
    sim.heal("b", "c");
    sim.heal("c", "a");
    sim.advance(time);
  }

  std::vector<std::shared_ptr<entries>> books;
  std::shared_ptr<std::uint64_t> lives = std::make_shared<std::uint64_t>(0);
  simulation sim;
  std::vector<fault> choice;
};

bool rises(const std::vector<std::uint64_t>& xs) {
  return std::adjacent_find(xs.begin(), xs.end(), std::greater_equal<>{})
         == xs.end();
}

/// Runs worlds, and requires that they repeat, and order in the life of each
/// connection.
/// @returns the number of lives, two a connection.
std::size_t lives_in_order(std::uint64_t seeds, bool with_deaths) {
  auto out = std::size_t{0};
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    CAPTURE(seed);
    world some{seed, with_deaths}, again{seed, with_deaths};
    for (auto* each : {&some, &again})
      each->make_up(300ms);
    REQUIRE(some.sim.struck() == again.sim.struck());
    REQUIRE(some.sim.trace_hash() == again.sim.trace_hash());
    for (const auto& book : some.books)
      for (const auto& [life, xs] : *book) {
        CAPTURE(life);
        REQUIRE(rises(xs));
        ++out;
      }
  }
  return out;
}

} // namespace

TEST_CASE("in the life of a connection order holds under any schedule",
          "[network]") {
  CHECK(lives_in_order(200, false) > 1'500); // 1,200 if nothing ever broke
}

TEST_CASE("nodes that come and go leave the order alone", "[network]") {
  CHECK(lives_in_order(100, true) > 750);
}

TEST_CASE("links that heal are found again under any schedule", "[network]") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    world some{seed, true};
    some.make_up(4s);
    auto before = some.sim.steps();
    some.sim.advance(200ms);
    auto since = some.sim.trace(some.sim.steps() - before);
    for (const auto& from : names)
      for (const auto& to : names)
        if (from != to)
          REQUIRE(since.find(to + " reads from " + from) != std::string::npos);
  }
}

TEST_CASE("another seed is another schedule of the network", "[network]") {
  auto hashes = std::set<std::uint64_t>{};
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    hashes.insert(world{seed, true}.sim.trace_hash());
  CHECK(hashes.size() == 10);
}

TEST_CASE("a world with a network may end at any step", "[network]") {
  auto steps = std::size_t{0};
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    world some{seed, true};
    some.sim.suffers(some.choice, 3);
    for (std::uint64_t i = 0; i < seed; ++i)
      steps += some.sim.step() ? 1 : 0;
  }
  CHECK(steps > 0);
}
