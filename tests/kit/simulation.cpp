#include <troupe/testkit/simulation.hpp>

#include <caf/send.hpp>

#include <algorithm>
#include <stdexcept>

namespace troupe {

namespace {

constexpr std::uint64_t id_salt = 0x9E3779B97F4A7C15;
constexpr std::uint64_t fault_salt = 0xD1B54A32D192ED03;

/// Steps between two faults, at most.
constexpr std::uint64_t max_fault_pause = 40;

} // namespace

simulation::simulation(const router& routes, simulation_options options)
  : options_(std::move(options)),
    schedule_(options_.seed),
    ids_(options_.seed ^ id_salt),
    faults_(options_.seed ^ fault_salt),
    routes_(routes),
    trace_(options_.nodes) {
  if (options_.nodes.empty())
    options_.nodes.emplace_back("node");
  if (options_.nodes.size() > 1)
    network_ = std::make_unique<network>(options_.nodes);
  nodes_.resize(options_.nodes.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    start_node(i);
  settle();
}

simulation::~simulation() {
  for (const auto& each : connections_)
    each->vanish();
  run_jobs();
  for (const auto& each : connections_)
    if (!each->lost()) // Those of a dead node end with it.
      each->session = {};
  for (const auto& each : nodes_)
    each->actors().stop();
  run_jobs();
  graveyard_.clear(); // While there are connections for what ends there.
  nodes_.clear();
}

node_options simulation::options_of(std::string_view node) {
  auto out = options_.actors;
  out.now = [this] {
    constexpr auto epoch = std::chrono::seconds{1'800'000'000};
    return wall_time{
      epoch + clock_jumps_
      + std::chrono::duration_cast<std::chrono::milliseconds>(elapsed_)};
  };
  out.random = [this] { return ids_(); };
  out.make_store
    = [this](caf::actor_system& system) { return store_.spawn(system); };
  if (options_.adjust)
    options_.adjust(node, out);
  return out;
}

void simulation::run_jobs() noexcept {
  auto left = options_.max_steps;
  for (auto busy = true; busy && left > 0; --left) {
    busy = false;
    for (const auto& each : nodes_)
      if (each->jobs() > 0) {
        each->run(0);
        busy = true;
      }
  }
}

client
simulation::connect(std::string_view path, const connect_options& options) {
  connections_.push_back(on(options.node).connect(path, options));
  return clients_.emplace_back(clients_.size() + 1, connections_.back());
}

// -- steps --------------------------------------------------------------------

std::size_t simulation::pick(std::size_t choices) {
  // Not std::uniform_int_distribution: its outcome is not portable.
  return options_.seed == 0 ? 0
                            : static_cast<std::size_t>(schedule_() % choices);
}

std::vector<std::size_t> simulation::ready_clients() const {
  auto out = std::vector<std::size_t>{};
  for (std::size_t i = 0; i < connections_.size(); ++i)
    if (connections_[i]->ready())
      out.push_back(i);
  return out;
}

bool simulation::step_one() {
  auto ready = ready_clients();
  auto wires = network_ ? network_->actions() : 0;
  auto choices = ready.size() + wires;
  for (const auto& each : nodes_)
    choices += each->jobs();
  if (choices == 0)
    return false;
  auto chosen = pick(choices);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    auto jobs = nodes_[i]->jobs();
    if (chosen < jobs) {
      trace_.add(i, nodes_[i]->job(chosen));
      nodes_[i]->run(chosen);
      return true;
    }
    chosen -= jobs;
  }
  if (chosen < wires) {
    network_->run(chosen, trace_);
    return true;
  }
  auto which = ready[chosen - wires];
  const auto* verb = connections_[which]->act_once();
  trace_.add("client " + std::to_string(which + 1) + ' ' + verb);
  return true;
}

bool simulation::step() {
  auto due = !script_.empty() && quiet_steps_ >= script_.back().steps_before;
  if (due) {
    strike();
  } else if (step_one()) {
    ++quiet_steps_;
  } else if (!script_.empty()) { // It waits for steps that will not come.
    strike();
  } else {
    return false;
  }
  check();
  return true;
}

std::size_t simulation::settle() {
  std::size_t done = 0;
  while (step())
    if (++done > options_.max_steps)
      throw std::runtime_error{"the simulation does not settle"};
  return done;
}

// -- time ---------------------------------------------------------------------

std::chrono::nanoseconds simulation::elapsed() const {
  return elapsed_;
}

void simulation::advance(std::chrono::nanoseconds time) {
  settle();
  std::size_t leaps = 0;
  do {
    auto leap = until_next_event(time);
    pass(leap);
    settle();
    time -= leap;
    if (++leaps > options_.max_steps)
      throw std::runtime_error{"timers fire without end"};
  } while (time.count() > 0);
}

void simulation::pass(std::chrono::nanoseconds time) {
  elapsed_ += time;
  for (const auto& each : nodes_)
    each->pass(time);
  for (const auto& each : connections_) {
    each->read(time);
    while (each->deadline() && *each->deadline() <= nodes_.front()->now())
      each->check_alive();
  }
}

std::chrono::nanoseconds
simulation::until_next_event(std::chrono::nanoseconds most) const {
  auto out = most;
  for (const auto& each : nodes_)
    if (auto due = each->next_timer())
      out = std::min<std::chrono::nanoseconds>(out, *due - each->now());
  for (const auto& each : connections_)
    if (auto due = each->deadline())
      out
        = std::min<std::chrono::nanoseconds>(out, *due - nodes_.front()->now());
  return std::max(out, std::chrono::nanoseconds{0});
}

bool simulation::idle() const {
  return ready_clients().empty() && script_.empty()
         && (!network_ || network_->actions() == 0)
         && std::all_of(nodes_.begin(), nodes_.end(), [](const auto& x) {
              return x->jobs() == 0 && !x->waits();
            });
}

// -- what goes wrong ----------------------------------------------------------

void simulation::suffers(std::vector<fault> choice, std::size_t count) {
  auto left = options_.fault_limit
              - std::min(options_.fault_limit, struck_.size() + script_.size());
  for (std::size_t i = 0; i < count && !choice.empty(); ++i) {
    auto pause = static_cast<std::size_t>(faults_() % max_fault_pause);
    const auto& drawn = choice[faults_() % choice.size()];
    if (i < left)
      script_.insert(script_.begin(), scripted{pause, drawn});
  }
}

void simulation::strike() {
  auto next = std::move(script_.back().what);
  script_.pop_back();
  quiet_steps_ = 0;
  trace_.add("fault: " + next.name);
  struck_.push_back("step " + std::to_string(steps()) + ": " + next.name);
  next.strike(*this);
}

void simulation::crash_room(const room_key& key) {
  for (const auto& each : nodes_)
    if (auto room = each->find(key))
      caf::anon_send_exit(room, caf::exit_reason::kill);
}

void simulation::jump_clock(std::chrono::milliseconds by) {
  clock_jumps_ += by;
}

// -- what always holds --------------------------------------------------------

void simulation::upholds(invariant claim) {
  claims_.push_back(std::move(claim));
  check();
}

void simulation::check() {
  for (const auto& each : claims_)
    if (auto wrong = each.check(*this); !wrong.empty())
      throw invariant_broken{each.name + " does not hold: " + wrong};
}

} // namespace troupe
