// The cluster as an operator sees it.
#include <troupe/actors/cluster/cluster.hpp>

#include <troupe/protocol/json.hpp>

#include <utility>

namespace troupe {

namespace {

/// An answer in the making.
struct report {
  json nodes = json::array();
  std::size_t missing = 0;
};

json to_json(const link_figures& x) {
  return {{"sent", x.sent},
          {"received", x.received},
          {"unconfirmed", x.unconfirmed},
          {"waiting", x.waiting},
          {"queued_bytes", x.waiting_bytes}};
}

} // namespace

caf::result<std::string> cluster::status() {
  auto out = make_response_promise<std::string>();
  const auto& self = setup_.options.self;
  auto all = std::make_shared<report>();
  const auto& totals = *setup_.around.totals;
  all->nodes.push_back({{"name", self.name},
                        {"state", leaving_ ? "leaving" : "self"},
                        {"incarnation", std::to_string(incarnation_)},
                        {"sessions", totals.sessions.load()},
                        {"rooms", totals.rooms.load()}});
  for (const auto& each : peers_) {
    const auto* state = each.link         ? each.leaving ? "leaving" : "up"
                        : each.given_time ? "awaited"
                                          : "down";
    all->nodes.push_back({{"name", each.where.name},
                          {"state", state},
                          {"incarnation", std::to_string(each.incarnation)}});
  }
  auto finish = [out, all,
                 head = json{{"node", self.name},
                             {"cluster", setup_.options.id},
                             {"view", version_}}]() mutable {
    if (--all->missing > 0)
      return;
    head["nodes"] = std::move(all->nodes);
    out.deliver(to_text(head));
  };
  all->missing = 1 + 2 * links().size();
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    if (!peers_[i].link)
      continue;
    auto& entry = all->nodes[i + 1];
    auto nothing = [finish](const caf::error&) mutable { finish(); };
    request(peers_[i].link, setup_.options.ask_timeout, caf::ok_atom_v)
      .then(
        [&entry, all, finish](const link_figures& x) mutable {
          entry["link"] = to_json(x);
          finish();
        },
        nothing);
    request(peers_[i].link, setup_.options.ask_timeout, caf::tick_atom_v)
      .then(
        [&entry, all, finish](const node_figures& x) mutable {
          entry["sessions"] = x.sessions;
          entry["rooms"] = x.rooms;
          finish();
        },
        nothing);
  }
  finish();
  return out;
}

} // namespace troupe
