#include <troupe/actors/cluster/cluster.hpp>

#include <troupe/actors/cluster/gather.hpp>
#include <troupe/actors/cluster/guard.hpp>
#include <troupe/actors/cluster/peer_link.hpp>
#include <troupe/actors/log.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

cluster::cluster(caf::actor_config& config, cluster_setup setup)
  : cluster_actor::base(config),
    setup_(std::move(setup)),
    incarnation_(setup_.around.random() | 1) {
  for (const auto& each : setup_.options.peers)
    peers_.push_back(
      {each, {}, 0, true, false, 0, 0, setup_.options.first_retry, {}});
}

cluster::behavior_type cluster::make_behavior() {
  set_down_handler([this](const caf::down_msg& x) { lose(x.source); });
  middleman_ = setup_.middleman(system());
  listen();
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    delayed_send(this, setup_.options.grace, caf::delete_atom_v,
                 peer_timer{i, 0});
    if (dials(peers_[i]))
      dial(i);
  }
  tell_view();
  return {
    [this](caf::get_atom) { return status(); },
    [this](const node_hello& x) { return answer(x); },
    [this](const session_query& x) {
      auto add = [](session_list& all, const session_list& some) {
        all.sessions.insert(all.sessions.end(), some.sessions.begin(),
                            some.sessions.end());
      };
      return gather<session_list>(this, links(), setup_.options.ask_timeout, x,
                                  add, [](session_list&) {});
    },
    [this](const disconnect_request& x) {
      auto add = [](disconnect_receipt& all, const disconnect_receipt& some) {
        all.sessions += some.sessions;
      };
      return gather<disconnect_receipt>(this, links(),
                                        setup_.options.ask_timeout, x, add,
                                        [](disconnect_receipt&) {});
    },
    [this](const node_leaving& x) { see_leaving(x.name); },
    [this](caf::leave_atom) { leave(); },
    [this](caf::connect_atom, const peer_timer& x) {
      if (x.turn == peers_[x.which].dial_turn)
        dial(x.which);
    },
    [this](caf::delete_atom, const peer_timer& x) { end_grace(x); },
  };
}

void cluster::on_exit() {
  for (const auto& each : links())
    send_exit(each, caf::exit_reason::user_shutdown);
  send(middleman_, caf::close_atom_v, setup_.options.self.port);
  send_exit(guard_, caf::exit_reason::user_shutdown);
  // They know this actor, and would keep each other.
  guard_ = nullptr;
  middleman_ = nullptr;
  peers_.clear();
  setup_ = {};
}

// -- links --------------------------------------------------------------------

node_welcome cluster::answer(const node_hello& x) {
  if (auto refusal = refusal_of(x); !refusal.empty()) {
    log::error("node_refused", {{"name", x.name}, {"why", refusal}});
    return {std::move(refusal), incarnation_, {}};
  }
  auto& from = *find(x.name);
  if (from.link) // Its end of it is gone, and ours will be told.
    send_exit(std::exchange(from.link, link_actor{}), caf::exit_reason::kill);
  auto link = make_link(from);
  send(link, link_open{x.link});
  use(from, link, x.incarnation);
  return {{}, incarnation_, link};
}

std::string cluster::refusal_of(const node_hello& x) const {
  if (x.version != link_protocol)
    return "it speaks version " + std::to_string(x.version)
           + " of the protocol, not " + std::to_string(link_protocol);
  if (x.cluster != setup_.options.id)
    return "it belongs to the cluster " + x.cluster + ", not to "
           + setup_.options.id;
  if (x.whom != setup_.options.self.name)
    return "it looks for " + x.whom + ", and this is "
           + setup_.options.self.name;
  auto known = std::find_if(peers_.begin(), peers_.end(), [&](const auto& y) {
    return y.where.name == x.name;
  });
  if (known == peers_.end())
    return "no peer has this name";
  if (known->link && known->incarnation != x.incarnation)
    return "a node of this name is here already";
  return {};
}

link_actor cluster::make_link(const peer& to) {
  return system().spawn<peer_link>(peer_link_setup{
    setup_.options.self.name, to.where.name, setup_.options, setup_.around,
    setup_.own, setup_.placement, this, setup_.totals[index_of(to)]});
}

void cluster::use(peer& to, const link_actor& link, std::uint64_t incarnation) {
  monitor(link);
  to.link = link;
  to.incarnation = incarnation;
  to.given_time = false;
  to.leaving = false;
  ++to.grace_turn;
  to.retry = setup_.options.first_retry;
  to.trouble.clear();
  setup_.totals[index_of(to)]->up = 1;
  log::info("peer_up", {{"peer", to.where.name},
                        {"incarnation", std::to_string(incarnation)}});
  if (leaving_)
    send(link, node_leaving{setup_.options.self.name});
  tell_view();
}

void cluster::lose(const caf::actor_addr& link) {
  auto found = std::find_if(peers_.begin(), peers_.end(),
                            [&](const auto& x) { return x.link == link; });
  if (found == peers_.end())
    return;
  found->link = nullptr;
  found->given_time = !found->leaving;
  log::warning("peer_down", {{"peer", found->where.name}});
  auto which = index_of(*found);
  setup_.totals[which]->up = 0;
  count(setup_.totals[which]->lost);
  delayed_send(this, setup_.options.grace, caf::delete_atom_v,
               peer_timer{which, ++found->grace_turn});
  tell_view();
  if (dials(*found))
    delayed_send(this, jittered(setup_.options.first_retry),
                 caf::connect_atom_v, peer_timer{which, ++found->dial_turn});
}

void cluster::end_grace(const peer_timer& x) {
  auto& whom = peers_[x.which];
  if (x.turn != whom.grace_turn || !whom.given_time)
    return;
  whom.given_time = false;
  log::warning("peer_given_up", {{"peer", whom.where.name}});
  tell_view();
}

void cluster::see_leaving(const std::string& name) {
  auto* whom = find(name);
  if (!whom || !whom->link)
    return;
  whom->leaving = true;
  log::info("peer_leaving", {{"peer", name}});
  tell_view();
}

void cluster::leave() {
  leaving_ = true;
  for (const auto& each : links())
    send(each, node_leaving{setup_.options.self.name});
  tell_view();
}

cluster::peer* cluster::find(const std::string& name) {
  auto found = std::find_if(peers_.begin(), peers_.end(), [&](const auto& x) {
    return x.where.name == name;
  });
  return found == peers_.end() ? nullptr : &*found;
}

std::size_t cluster::index_of(const peer& which) const {
  return static_cast<std::size_t>(&which - peers_.data());
}

std::vector<link_actor> cluster::links() const {
  auto out = std::vector<link_actor>{};
  for (const auto& each : peers_)
    if (each.link)
      out.push_back(each.link);
  return out;
}

// -- what others see ----------------------------------------------------------

cluster_view cluster::view() const {
  auto out = cluster_view{version_, {}, {}};
  for (const auto& each : peers_) {
    if (each.link)
      out.links.push_back({each.where.name, each.link});
    if (each.given_time || (each.link && !each.leaving))
      out.members.push_back(each.where.name);
  }
  if (!leaving_ || out.members.empty())
    out.members.push_back(setup_.options.self.name);
  std::sort(out.members.begin(), out.members.end());
  return out;
}

void cluster::tell_view() {
  ++version_;
  *setup_.number_of_links = links().size();
  send(setup_.placement, view());
}

} // namespace troupe
