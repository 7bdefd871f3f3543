#include <troupe/testkit/simulated_node.hpp>

#include <troupe/actors/system_config.hpp>

#include <caf/atom.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <algorithm>

namespace troupe {

namespace {

std::unique_ptr<caf::actor_system_config> testing_config() {
  auto config = std::make_unique<system_config>();
  config->set("scheduler.policy", caf::atom("testing"));
  config->set("logger.inline-output", true);
  return config;
}

/// The actor, if it has not ended.
caf::strong_actor_ptr living(const caf::weak_actor_ptr& weak) {
  constexpr auto over = caf::abstract_actor::is_terminated_flag
                        | caf::abstract_actor::is_cleaned_up_flag;
  auto out = caf::actor_cast<caf::strong_actor_ptr>(weak);
  return out && !out->get()->getf(over) ? out : nullptr;
}

} // namespace

simulated_node::simulated_node(std::string name, const router& routes,
                               node_options options)
  : name_(std::move(name)),
    config_(testing_config()),
    system_(std::make_unique<caf::actor_system>(*config_)),
    scheduler_(
      &dynamic_cast<caf::scheduler::test_coordinator&>(system_->scheduler())) {
  // An actor that a test leaves behind must not hang it.
  system_->await_actors_before_shutdown(false);
  watch_rooms(options);
  node_ = std::make_unique<node>(*system_, routes, std::move(options),
                                 std::vector<loop_host*>{nullptr});
}

simulated_node::~simulated_node() {
  node_->stop();
}

void simulated_node::watch_rooms(node_options& options) {
  options.on_room = [this](const room_actor& made) {
    std::erase_if(rooms_, [](const auto& x) { return !living(x); });
    rooms_.push_back(caf::actor_cast<caf::weak_actor_ptr>(made));
  };
}

// -- steps --------------------------------------------------------------------

std::size_t simulated_node::jobs() const {
  return scheduler_->jobs.size();
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

void simulated_node::pass(std::chrono::nanoseconds time) {
  scheduler_->advance_time(time);
}

// -- what there is to see -----------------------------------------------------

std::size_t simulated_node::running() const {
  return system_->registry().running();
}

std::vector<room_status> simulated_node::rooms() const {
  auto out = std::vector<room_status>{};
  for (const auto& weak : rooms_) {
    auto actor = living(weak);
    auto* each = actor ? dynamic_cast<room*>(actor->get()) : nullptr;
    if (each && !each->state.retiring())
      out.push_back(each->state.status());
  }
  return out;
}

room_actor simulated_node::find(const room_key& key) {
  auto* rooms = static_cast<directory*>(
    caf::actor_cast<caf::abstract_actor*>(node_->rooms()));
  return rooms->state.find(key);
}

} // namespace troupe
