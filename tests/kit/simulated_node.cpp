#include <troupe/testkit/simulated_node.hpp>

#include <troupe/actors/system_config.hpp>
#include <troupe/testkit/simulated_middleman.hpp>

#include <caf/atom.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

std::unique_ptr<caf::actor_system_config>
testing_config(const simulated_node_options& options) {
  auto config = std::make_unique<system_config>();
  config->set("scheduler.policy", caf::atom("testing"));
  config->set("logger.inline-output", true);
  if (options.wires) {
    load_network(*config, *options.wires);
    config->set("middleman.heartbeat-interval",
                caf::timespan{options.heartbeat_interval});
    config->set("middleman.connection-timeout",
                caf::timespan{options.connection_timeout});
  }
  if (options.configure)
    options.configure(options.name, *config);
  return config;
}

/// The actor, if it has not ended.
caf::strong_actor_ptr living(const caf::weak_actor_ptr& weak) {
  constexpr auto over = caf::abstract_actor::is_terminated_flag
                        | caf::abstract_actor::is_cleaned_up_flag;
  auto out = caf::actor_cast<caf::strong_actor_ptr>(weak);
  return out && !out->get()->getf(over) ? out : nullptr;
}

/// Ends it before it handles anything else.
void kill_now(const caf::strong_actor_ptr& whom) {
  if (whom)
    whom->enqueue(
      nullptr, caf::make_message_id(caf::message_priority::high),
      caf::make_message(caf::exit_msg{caf::actor_cast<caf::actor_addr>(whom),
                                      caf::exit_reason::kill}),
      nullptr);
}

/// Whose timer it is; null for a group's.
const caf::strong_actor_ptr*
owner_of(const caf::detail::simple_actor_clock::delayed_event& timer) {
  using clock = caf::detail::simple_actor_clock;
  switch (timer.subtype) {
    case clock::ordinary_timeout_type:
      return &static_cast<const clock::ordinary_timeout&>(timer).self;
    case clock::multi_timeout_type:
      return &static_cast<const clock::multi_timeout&>(timer).self;
    case clock::request_timeout_type:
      return &static_cast<const clock::request_timeout&>(timer).self;
    case clock::actor_msg_type:
      return &static_cast<const clock::actor_msg&>(timer).receiver;
    default: return nullptr;
  }
}

handshake opening_of(std::string_view path, const target& where,
                     const connect_options& options) {
  auto out = handshake{};
  out.path = std::string{path.substr(0, path.find('?'))};
  out.address = options.address;
  out.query = where.query;
  out.headers = options.headers;
  if (!options.token.empty())
    out.headers["authorization"] = "Bearer " + options.token;
  return out;
}

} // namespace

simulated_node::simulated_node(simulated_node_options options,
                               const router& routes)
  : options_(std::move(options)),
    config_(testing_config(options_)),
    system_(std::make_unique<caf::actor_system>(*config_)),
    scheduler_(
      &dynamic_cast<caf::scheduler::test_coordinator&>(system_->scheduler())) {
  // An actor that a test leaves behind must not hang it.
  system_->await_actors_before_shutdown(false);
  pass(options_.elapsed); // Before anybody looks at the clock.
  if (options_.wires) {
    backend_ = &multiplexer_of(*system_);
    options_.wires->add(options_.number, *backend_);
  }
  watch_rooms(options_.actors);
  node_ = std::make_unique<node>(*system_, routes, options_.actors,
                                 std::vector<loop_host*>{nullptr});
}

simulated_node::~simulated_node() {
  kill(peers_see::failure);
  // Nobody else ends what is left, and the system waits for it. What ends may
  // make something new.
  for (auto tries = 3; tries > 0; --tries) {
    end_actors();
    run_all();
  }
  for (const auto& each : connections_)
    each->session = {};
}

// -- its end ------------------------------------------------------------------

void simulated_node::kill(peers_see what) {
  if (!std::exchange(alive_, false))
    return;
  scheduler_->clock().cancel_all();
  for (const auto& each : connections_)
    each->lose();
  if (backend_)
    options_.wires->remove(*backend_, what);
}

void simulated_node::end_actors() {
  scheduler_->clock().cancel_all();
  for (const auto& each : connections_) // A session must not end unheard.
    kill_now(caf::actor_cast<caf::strong_actor_ptr>(each->session.handle));
  run_all(); // Their relay outlives them.
  scheduler_->clock().cancel_all();
  for (auto* job : scheduler_->jobs)
    if (auto* actor = dynamic_cast<caf::scheduled_actor*>(job))
      kill_now(caf::strong_actor_ptr{actor->ctrl()});
  if (backend_) {
    // CAF keeps those that wait for a connection, and until they end those that
    // have ever sent something to another node.
    kill_now(middleman_of(*system_));
    for (caf::actor_id id = 1; id <= system_->latest_actor_id(); ++id)
      kill_now(system_->registry().get(id));
  }
  node_->stop();
}

void simulated_node::run_all() {
  auto& jobs = scheduler_->jobs;
  while (!jobs.empty() || (backend_ && backend_->next_job()))
    if (jobs.empty())
      backend_->run_job();
    else
      scheduler_->run_once();
}

void simulated_node::watch_rooms(node_options& options) {
  options.on_room = [this](const room_actor& made) {
    std::erase_if(rooms_, [](const auto& x) { return !living(x); });
    rooms_.push_back(caf::actor_cast<caf::weak_actor_ptr>(made));
  };
}

// -- its clients --------------------------------------------------------------

std::shared_ptr<fake_connection>
simulated_node::connect(std::string_view path, const connect_options& options) {
  auto made = std::make_shared<fake_connection>(
    node_->bounds(), node_->totals(), [this] { return now(); });
  connections_.push_back(made);
  if (alive_)
    open(*made, path, options);
  else
    made->lose();
  return made;
}

void simulated_node::open(fake_connection& made, std::string_view path,
                          const connect_options& options) {
  auto where = parse_target(path);
  auto to = where ? node_->routes().resolve(*where)
                  : problem{error_code::bad_request, "Malformed path", {}};
  auto entry = to ? node_->gate().admit(std::move(*to),
                                        opening_of(path, *where, options))
                  : result<admitted>{to.error()};
  if (!entry) {
    made.refusal = entry.error();
    return;
  }
  made.apply(entry->to.to->rules.slow, [this] { return node_->now(); });
  made.session = node_->open(0, std::move(*entry), &made);
}

// -- steps --------------------------------------------------------------------

std::size_t simulated_node::jobs() const {
  return alive_ ? scheduler_->jobs.size() : 0;
}

caf::resumable* simulated_node::job(std::size_t index) const {
  return scheduler_->jobs[index];
}

void simulated_node::run(std::size_t index) {
  auto& jobs = scheduler_->jobs;
  auto at = jobs.begin() + static_cast<std::ptrdiff_t>(index);
  std::rotate(jobs.begin(), at, at + 1);
  scheduler_->run_once();
}

// -- time ---------------------------------------------------------------------

simulated_node::time_point simulated_node::now() const {
  return scheduler_->clock().now();
}

std::optional<simulated_node::time_point> simulated_node::next_timer() const {
  const auto& timers = scheduler_->clock().schedule();
  if (timers.empty())
    return std::nullopt;
  return timers.begin()->first;
}

bool simulated_node::waits() const {
  const auto& timers = scheduler_->clock().schedule();
  return std::any_of(timers.begin(), timers.end(), [this](const auto& x) {
    const auto* whose = owner_of(*x.second);
    auto within_caf
      = whose && (*whose)->node() == system_->node()
        && (*whose)->get()->getf(caf::abstract_actor::is_hidden_flag);
    return !within_caf;
  });
}

void simulated_node::pass(std::chrono::nanoseconds time) {
  scheduler_->advance_time(time);
}

// -- what there is to see -----------------------------------------------------

std::size_t simulated_node::running() const {
  return alive_ ? system_->registry().running() : 0;
}

std::vector<room_status> simulated_node::rooms() const {
  auto out = std::vector<room_status>{};
  if (!alive_)
    return out;
  for (const auto& weak : rooms_) {
    auto actor = living(weak);
    auto* each = actor ? dynamic_cast<room*>(actor->get()) : nullptr;
    if (each && !each->state.retiring())
      out.push_back(each->state.status());
  }
  return out;
}

room_actor simulated_node::find(const room_key& key) {
  if (!alive_)
    return {};
  auto* rooms = static_cast<directory*>(
    caf::actor_cast<caf::abstract_actor*>(node_->own_rooms()));
  return rooms->state.find(key);
}

} // namespace troupe
