#include <troupe/testkit/simulation.hpp>

#include <troupe/actors/system_config.hpp>
#include <troupe/protocol/stable_hash.hpp>

#include <caf/atom.hpp>
#include <caf/detail/pretty_type_name.hpp>
#include <caf/scheduled_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <stdexcept>

namespace troupe {

namespace {

constexpr std::size_t max_steps = 1'000'000;

std::unique_ptr<caf::actor_system_config> testing_config() {
  auto config = std::make_unique<system_config>();
  config->set("scheduler.policy", caf::atom("testing"));
  config->set("logger.inline-output", true);
  return config;
}

std::string describe(caf::resumable* job) {
  auto* actor = dynamic_cast<caf::scheduled_actor*>(job);
  if (!actor)
    return "a job";
  auto line = std::string{actor->name()} + '#' + std::to_string(actor->id());
  if (actor->mailbox().closed())
    return line + " has ended";
  auto* next = actor->mailbox().peek();
  if (!next)
    return line + " starts";
  const auto& content = next->content();
  for (std::size_t i = 0; i < content.size(); ++i) {
    auto [number, type] = content.type(i);
    line += number != 0 ? " builtin:" + std::to_string(number)
                        : ' ' + caf::detail::pretty_type_name(*type);
  }
  return line;
}

} // namespace

simulation::simulation(router routes, simulation_options options)
  : options_(std::move(options)),
    schedule_(options_.seed),
    ids_(options_.seed ^ 0x9E3779B97F4A7C15ull),
    config_(testing_config()),
    system_(std::make_unique<caf::actor_system>(*config_)),
    scheduler_(
      &dynamic_cast<caf::scheduler::test_coordinator&>(system_->scheduler())) {
  started_ = scheduler_->clock().now().time_since_epoch();
  auto actors = options_.actors;
  actors.now = [this] {
    constexpr auto epoch = std::chrono::seconds{1'800'000'000};
    return wall_time{
      std::chrono::duration_cast<std::chrono::milliseconds>(epoch + now())};
  };
  actors.random = [this] { return ids_(); };
  node_ = std::make_unique<node>(*system_, std::move(routes), std::move(actors),
                                 std::vector<loop_host*>{nullptr});
  settle();
}

simulation::~simulation() {
  end();
}

void simulation::end() {
  for (const auto& each : clients_)
    client{each}.vanishes();
  settle();
  for (const auto& each : clients_)
    each->session = {};
  node_->stop();
  settle();
}

std::chrono::nanoseconds simulation::now() const {
  return scheduler_->clock().now().time_since_epoch() - started_;
}

client
simulation::connect(std::string_view path, const connect_options& options) {
  auto made = std::make_shared<fake_connection>(node_->bounds().queue_bytes);
  clients_.push_back(made);
  auto where = parse_target(path);
  auto to = where ? node_->routes().resolve(*where)
                  : problem{error_code::bad_request, "Malformed path", {}};
  if (!to) {
    made->refused = http_status(to.error().code);
    return client{made};
  }
  auto request = handshake{};
  request.path = std::string{path.substr(0, path.find('?'))};
  request.address = options.address;
  request.query = std::move(where->query);
  request.headers = options.headers;
  made->session
    = node_->open(0, std::move(*to), std::move(request), made.get());
  return client{made};
}

std::size_t simulation::pick(std::size_t choices) {
  // Not std::uniform_int_distribution: its outcome is not portable.
  return options_.seed == 0 ? 0
                            : static_cast<std::size_t>(schedule_() % choices);
}

bool simulation::step() {
  auto ready = std::vector<std::size_t>{};
  for (std::size_t i = 0; i < clients_.size(); ++i)
    if (clients_[i]->ready())
      ready.push_back(i);
  auto jobs = scheduler_->jobs.size();
  if (jobs + ready.size() == 0)
    return false;
  auto chosen = pick(jobs + ready.size());
  if (chosen < jobs) {
    run_job(chosen);
  } else {
    auto which = ready[chosen - jobs];
    trace_.push_back("client " + std::to_string(which + 1));
    clients_[which]->act_once();
  }
  return true;
}

void simulation::run_job(std::size_t index) {
  auto& jobs = scheduler_->jobs;
  auto at = jobs.begin() + static_cast<std::ptrdiff_t>(index);
  std::rotate(jobs.begin(), at, at + 1);
  trace_.push_back(describe(jobs.front()));
  scheduler_->run_once();
}

std::size_t simulation::settle() {
  std::size_t done = 0;
  while (step())
    if (++done > max_steps)
      throw std::runtime_error{"the simulation does not settle"};
  return done;
}

void simulation::advance(std::chrono::nanoseconds time) {
  settle();
  // Small strides: a timer that is set on the way fires on the way too.
  constexpr auto stride
    = std::chrono::nanoseconds{std::chrono::milliseconds{10}};
  while (time.count() > 0) {
    auto leap
      = scheduler_->has_pending_timeout() ? std::min(time, stride) : time;
    scheduler_->advance_time(leap);
    for (const auto& each : clients_)
      each->read(leap);
    settle();
    time -= leap;
  }
}

void simulation::crash_room(const room_key& key) {
  auto* rooms = static_cast<directory*>(
    caf::actor_cast<caf::abstract_actor*>(node_->rooms()));
  if (auto room = rooms->state.find(key))
    caf::anon_send_exit(room, caf::exit_reason::kill);
}

std::string simulation::trace() const {
  auto out = std::string{};
  for (std::size_t i = 0; i < trace_.size(); ++i)
    out += std::to_string(i + 1) + ": " + trace_[i] + '\n';
  return out;
}

std::uint64_t simulation::trace_hash() const {
  auto hash = empty_hash;
  for (const auto& line : trace_)
    hash = stable_hash("\n", stable_hash(line, hash));
  return hash;
}

} // namespace troupe
