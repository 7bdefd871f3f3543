#include <troupe/testkit/invariant.hpp>

#include <troupe/testkit/simulation.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace troupe::invariants {

namespace {

/// Hands each event that a client got to `see`, once.
class newcomers {
public:
  template <class F>
  std::string each(simulation& sim, F&& see) {
    seen_.resize(sim.clients().size());
    for (const auto& who : sim.clients()) {
      auto& next = seen_[who.number() - 1];
      if (next == who.frames().size())
        continue;
      for (const auto& all = who.event_frames(); next < all.size(); ++next)
        if (auto wrong = look(who, all[next], see); !wrong.empty())
          return "client " + std::to_string(who.number()) + ": " + wrong;
    }
    return {};
  }

private:
  template <class F>
  static std::string look(const client& who, const json& what, F& see) {
    return what.is_object() ? see(who, what) : std::string{};
  }

  std::vector<std::size_t> seen_; ///< Frames, by client.
};

/// The check of an invariant that remembers what it has seen in a `State`.
template <class State>
std::function<std::string(simulation&)> remembering() {
  return [state = std::make_shared<State>()](simulation& sim) {
    return state->check(sim);
  };
}

struct numbers {
  std::string check(simulation& sim) {
    return fresh.each(sim, [this](const client& who, const json& x) {
      return look(last[who.number()], x);
    });
  }

  static std::string look(std::uint64_t& last, const json& x) {
    auto found = x.find("seq");
    if (auto event = x.find("event");
        event != x.end() && *event == "room_moved")
      last = 0;
    if (found == x.end())
      return {};
    auto before = std::exchange(last, found->get<std::uint64_t>());
    if (before == 0 || last == before + 1)
      return {};
    return "seq " + std::to_string(last) + " after " + std::to_string(before);
  }

  newcomers fresh;
  std::map<std::size_t, std::uint64_t> last; ///< By client; 0: none yet.
};

struct departures {
  std::string check(simulation& sim) {
    return fresh.each(sim, [&](const client& who, const json& x) {
      if (x.value("type", "") != "user_left")
        return std::string{};
      auto user = x.value("user_id", "");
      auto times = ++told[{who.number(), user}];
      if (times <= sessions_of(sim, user))
        return std::string{};
      return user + " left for the " + std::to_string(times) + ". time";
    });
  }

  /// A session that has ended does not say whose it was, so remember.
  std::size_t sessions_of(simulation& sim, const std::string& user) {
    for (const auto& who : sim.clients())
      if (auto id = who.user_id(); !id.empty())
        sessions[id].insert(who.number());
    return sessions[user].size();
  }

  newcomers fresh;
  std::map<std::pair<std::size_t, std::string>, std::size_t> told;
  std::map<std::string, std::set<std::size_t>> sessions;
};

std::string duplicate_room(const simulated_node& on) {
  auto seen = std::set<room_key>{};
  for (const auto& each : on.rooms())
    if (!seen.insert(each.room).second)
      return "two rooms " + each.room.kind + '/' + each.room.name;
  return {};
}

std::size_t running(const simulation& sim) {
  auto out = std::size_t{0};
  for (const auto& each : sim.nodes())
    out += each->running();
  return out;
}

struct leaks {
  std::string check(simulation& sim) {
    if (!baseline)
      baseline = running(sim);
    auto open = std::any_of(
      sim.clients().begin(), sim.clients().end(),
      [](const auto& x) { return !x.close_code() && x.refused() == 0; });
    if (open || !sim.idle() || running(sim) <= *baseline)
      return {};
    return std::to_string(running(sim) - *baseline) + " actors are left";
  }

  std::optional<std::size_t> baseline;
};

} // namespace

invariant numbered_without_gap() {
  return {"numbered without a gap", remembering<numbers>()};
}

invariant user_left_once() {
  return {"user_left once", remembering<departures>()};
}

invariant one_room_per_key() {
  return {"one room per key", [](simulation& sim) {
            for (const auto& each : sim.nodes())
              if (auto wrong = duplicate_room(*each); !wrong.empty())
                return wrong;
            return std::string{};
          }};
}

invariant no_leaked_actor() {
  return {"no leaked actor", remembering<leaks>()};
}

} // namespace troupe::invariants
