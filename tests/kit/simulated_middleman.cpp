#include <troupe/testkit/simulated_middleman.hpp>

#include <troupe/testkit/network.hpp>

#include <caf/atom.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/io/abstract_broker.hpp>
#include <caf/io/middleman.hpp>

#include <limits>
#include <utility>

namespace troupe {

namespace {

auto connection(std::int64_t handle) {
  return caf::io::connection_handle::from_int(handle);
}

/// Every port has one door, which may be opened and shut again.
auto door(std::uint16_t port) {
  return caf::io::accept_handle::from_int(port);
}

class simulated_middleman final : public caf::io::middleman {
public:
  simulated_middleman(caf::actor_system& system, network& wires)
    : middleman(system), backend_(system, wires) {}

  caf::io::network::multiplexer& backend() override {
    return backend_;
  }

private:
  simulated_multiplexer backend_;
};

} // namespace

simulated_multiplexer::simulated_multiplexer(caf::actor_system& system,
                                             network& wires)
  : test_multiplexer(&system), wires_(wires) {}

// -- what the node does -------------------------------------------------------

caf::expected<caf::io::scribe_ptr>
simulated_multiplexer::new_tcp_scribe(const std::string& host,
                                      std::uint16_t port) {
  if (!wires_.dial(*this, host, port))
    return caf::sec::cannot_connect_to_node;
  return test_multiplexer::new_tcp_scribe(host, port);
}

caf::expected<caf::io::doorman_ptr>
simulated_multiplexer::new_tcp_doorman(std::uint16_t port, const char* address,
                                       bool reuse) {
  if (port == 0)
    port = free_port();
  if (listens(port))
    return caf::sec::cannot_open_port;
  provide_acceptor(port, door(port));
  stopped_reading(door(port)) = false;
  return test_multiplexer::new_tcp_doorman(port, address, reuse);
}

std::uint16_t simulated_multiplexer::free_port() {
  auto out = std::numeric_limits<std::uint16_t>::max();
  while (listens(out))
    --out;
  return out;
}

// -- its brokers --------------------------------------------------------------

caf::resumable* simulated_multiplexer::next_job() const {
  return jobs_.empty() ? nullptr : jobs_.front();
}

void simulated_multiplexer::run_job() {
  jobs_.pop_front();
  try_exec_runnable();
}

void simulated_multiplexer::exec_later(caf::resumable* job) {
  auto kind = job->subtype();
  if (kind == caf::resumable::io_actor
      || kind == caf::resumable::function_object)
    jobs_.push_back(job); // Others go to the scheduler.
  test_multiplexer::exec_later(job);
}

// -- its sockets --------------------------------------------------------------

bool simulated_multiplexer::listens(std::uint16_t port) {
  return impl_ptr(door(port)) && !stopped_reading(door(port));
}

void simulated_multiplexer::prepare(std::uint16_t port, std::int64_t here,
                                    simulated_multiplexer& peer,
                                    const std::string& host,
                                    std::int64_t there) {
  prepare_connection(door(port), connection(here), peer, host, port,
                     connection(there));
  // It is accepted when the network says so, and CAF would not check whether
  // there is still a broker behind the door.
  pending_connects().clear();
}

bool simulated_multiplexer::can_accept(std::uint16_t port) {
  return listens(port) && impl_ptr(door(port))->parent();
}

void simulated_multiplexer::accept(std::uint16_t port, std::int64_t handle) {
  add_pending_connect(door(port), connection(handle));
  impl_ptr(door(port))->new_connection();
}

bool simulated_multiplexer::can_read(std::int64_t handle) {
  auto which = connection(handle);
  if (!can_lose(handle) || passive_mode(which))
    return false;
  using caf::io::receive_policy_flag;
  auto [policy, bytes] = read_config(which);
  auto least = policy == receive_policy_flag::at_most ? 1 : bytes;
  return virtual_network_buffer(which).size() >= least;
}

void simulated_multiplexer::read(std::int64_t handle) {
  try_read_data(connection(handle));
}

bool simulated_multiplexer::has_closed(std::int64_t handle) {
  return stopped_reading(connection(handle));
}

bool simulated_multiplexer::can_lose(std::int64_t handle) {
  auto& socket = impl_ptr(connection(handle));
  auto* broker = socket ? socket->parent() : nullptr;
  return broker && broker->getf(caf::abstract_actor::is_initialized_flag);
}

void simulated_multiplexer::lose(std::int64_t handle) {
  virtual_network_buffer(connection(handle)).clear();
  impl_ptr(connection(handle))
    ->io_failure(this, caf::io::network::operation::read);
}

// -- the middleman ------------------------------------------------------------

namespace {

/// Asks the middleman for one thing, and ends with its answer.
class caller final : public caf::event_based_actor {
public:
  using question = std::function<void(caller*, caf::io::middleman_actor)>;

  caller(caf::actor_config& config, question ask)
    : event_based_actor(config), ask_(std::move(ask)) {}

  const char* name() const override {
    return "testkit.caller";
  }

  caf::behavior make_behavior() override {
    ask_(this, system().middleman().actor_handle());
    return {};
  }

private:
  question ask_;
};

} // namespace

void load_network(caf::actor_system_config& config, network& wires) {
  config.set("middleman.network-backend", caf::atom("testing"));
  config.set("middleman.workers", std::size_t{0});
  config.module_factories.emplace_back(
    [&wires](caf::actor_system& system) -> caf::actor_system::module* {
      return new simulated_middleman(system, wires); // CAF owns it.
    });
}

simulated_multiplexer& multiplexer_of(caf::actor_system& system) {
  return static_cast<simulated_multiplexer&>(system.middleman().backend());
}

caf::strong_actor_ptr middleman_of(caf::actor_system& system) {
  return caf::actor_cast<caf::strong_actor_ptr>(
    system.middleman().actor_handle());
}

void publish_at(caf::actor_system& system, std::uint16_t port,
                caf::strong_actor_ptr whom, std::set<std::string> signatures,
                std::function<void()> then) {
  auto ask = [=](caller* self, const auto& middleman) {
    self
      ->request(middleman, caf::infinite, caf::publish_atom_v, port, whom,
                signatures, std::string{}, false)
      .then([then](std::uint16_t) { then(); },
            [then](const caf::error&) { then(); });
  };
  system.spawn<caller, caf::hidden>(ask);
}

void dial_from(caf::actor_system& system, std::string host, std::uint16_t port,
               std::function<void(caf::strong_actor_ptr)> then) {
  auto ask = [=](caller* self, const auto& middleman) {
    self->request(middleman, caf::infinite, caf::connect_atom_v, host, port)
      .then([then](const caf::node_id&, const caf::strong_actor_ptr& found,
                   const std::set<std::string>&) { then(found); },
            [then](const caf::error&) { then(nullptr); });
  };
  system.spawn<caller, caf::hidden>(ask);
}

} // namespace troupe
