#include <troupe/testkit/network.hpp>

#include <troupe/testkit/simulated_middleman.hpp>
#include <troupe/testkit/trace.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

network::network(std::vector<std::string> names)
  : names_(std::move(names)),
    backends_(names_.size()),
    links_(names_.size() * names_.size(), link::up) {}

// -- nodes --------------------------------------------------------------------

void network::add(std::size_t node, simulated_multiplexer& backend) {
  for (auto& each : connections_)
    if (each.client.node == node || each.server.node == node)
      each.broken = true;
  backends_[node] = &backend;
}

void network::remove(const simulated_multiplexer& backend, peers_see what) {
  for (auto& each : connections_)
    for (auto* end : {&each.client, &each.server})
      if (end->backend == &backend) {
        end->backend = nullptr;
        each.broken = each.broken || what == peers_see::failure;
      }
  for (auto& each : backends_)
    if (each == &backend)
      each = nullptr;
}

// -- links --------------------------------------------------------------------

void network::cut(std::size_t a, std::size_t b) {
  between(a, b) = link::cut;
  for (auto& each : connections_)
    if (joins(each, a, b))
      each.broken = true;
}

void network::silence(std::size_t a, std::size_t b) {
  between(a, b) = link::silent;
}

void network::heal(std::size_t a, std::size_t b) {
  between(a, b) = link::up;
}

bool network::connected(std::size_t a, std::size_t b) {
  return std::any_of(
    connections_.begin(), connections_.end(), [&](const connection& x) {
      return joins(x, a, b) && !x.broken && !over(x.client) && !over(x.server);
    });
}

network::link& network::between(std::size_t a, std::size_t b) {
  return links_[std::min(a, b) * names_.size() + std::max(a, b)];
}

bool network::joins(const connection& which, std::size_t a, std::size_t b) {
  return std::minmax(which.client.node, which.server.node) == std::minmax(a, b);
}

bool network::over(const socket& which) {
  return !which.backend || which.ended
         || which.backend->has_closed(which.handle);
}

bool network::over(const connection& which) {
  return over(which.client) && (over(which.server) || !which.accepted);
}

// -- for the multiplexers -----------------------------------------------------

bool network::dial(simulated_multiplexer& from, const std::string& host,
                   std::uint16_t port) {
  auto index = [](const auto& all, const auto& one) {
    auto found = std::find(all.begin(), all.end(), one);
    return static_cast<std::size_t>(found - all.begin());
  };
  auto client = index(backends_, &from), server = index(names_, host);
  if (client == backends_.size() || server == names_.size() || client == server)
    return false;
  auto* to = backends_[server];
  if (!to || !to->listens(port) || between(client, server) == link::cut)
    return false;
  auto here = ++last_handle_, there = ++last_handle_;
  to->prepare(port, there, from, host, here);
  connections_.push_back(
    {{client, &from, here, false}, {server, to, there, false}, port});
  return true;
}

// -- steps --------------------------------------------------------------------

std::size_t network::actions() {
  actions_.clear();
  for (std::size_t i = 0; i < backends_.size(); ++i)
    if (backends_[i] && backends_[i]->next_job())
      actions_.push_back({action::kind::runs, nullptr, nullptr, i});
  std::erase_if(connections_, [](const connection& x) { return over(x); });
  for (auto& each : connections_)
    if (between(each.client.node, each.server.node) != link::silent)
      look_at(each);
  return actions_.size();
}

void network::look_at(connection& which) {
  auto& server = which.server;
  auto waits = !which.accepted && !which.broken;
  if (waits && server.backend && !server.backend->listens(which.port))
    which.broken = true;
  else if (waits && server.backend && server.backend->can_accept(which.port))
    actions_.push_back(
      {action::kind::accepts, &server, &which, which.client.node});
  look_at(which, which.client, which.server);
  if (which.accepted)
    look_at(which, which.server, which.client);
}

void network::look_at(connection& which, socket& who, const socket& peer) {
  if (over(who) || !who.backend->can_lose(who.handle))
    return;
  auto left = peer.backend && over(peer); // If its node is gone, who knows?
  if (!which.broken && who.backend->can_read(who.handle))
    actions_.push_back({action::kind::reads, &who, &which, peer.node});
  else if (which.broken || left)
    actions_.push_back({action::kind::loses, &who, &which, peer.node});
}

void network::run_job(std::size_t node, trace& out) {
  auto& backend = *backends_[node];
  if (dynamic_cast<caf::scheduled_actor*>(backend.next_job()))
    out.add(node, backend.next_job());
  else
    out.add(names_[node] + " forgets an actor"); // The one such job of CAF's.
  backend.run_job();
}

void network::run(std::size_t chosen, trace& out) {
  auto [what, who, on, node] = actions_[chosen];
  if (what == action::kind::runs)
    return run_job(node, out);
  const auto& peer = names_[node];
  const auto& self = names_[who->node];
  if (what == action::kind::accepts) {
    out.add(self + " accepts " + peer);
    on->accepted = true;
    who->backend->accept(on->port, who->handle);
  } else if (what == action::kind::reads) {
    out.add(self + " reads from " + peer);
    who->backend->read(who->handle);
  } else {
    out.add(self + " loses " + peer);
    who->ended = true;
    who->backend->lose(who->handle);
  }
}

} // namespace troupe
