#include "pool_world.hpp"

#include "places.hpp"

#include <utility>

using namespace troupe;

namespace tests {

namespace {

/// As a worker whose thread is in its store: it sees nothing, not even that it
/// shall end, until the store answers.
class fake_worker : public fake_worker_actor::base {
public:
  fake_worker(caf::actor_config& config, pool_world* world)
    : typed_event_based_actor(config), world_(world) {
    ++world_->started;
    ++world_->alive;
  }

  behavior_type make_behavior() override {
    set_exit_handler([this](const caf::exit_msg&) {
      told_to_end_ = true;
      end_if_told();
    });
    return {
      [this](const store_write& x) {
        auto ids = std::vector<std::string>{};
        for (const auto& change : x.changes)
          ids.push_back(change.what.id);
        return wait(std::move(ids), false);
      },
      [this](const store_query& x) { return wait({x.key}, false); },
      [this](caf::ping_atom) { return wait({}, true); },
      [this](caf::put_atom, std::string& trouble) {
        answer_.deliver(store_reply{std::move(trouble), {}});
        end_if_told();
      },
    };
  }

  void on_exit() override {
    --world_->alive;
    answer_ = {}; // It keeps this actor.
  }

private:
  caf::typed_response_promise<store_reply>
  wait(std::vector<std::string> ids, bool is_check) {
    answer_ = make_response_promise<store_reply>();
    if (world_->at_once)
      answer_.deliver(store_reply{*world_->at_once, {}});
    else
      world_->pending.push_back(
        {caf::actor_cast<fake_worker_actor>(this), std::move(ids), is_check});
    return answer_;
  }

  void end_if_told() {
    if (told_to_end_ && !answer_.pending())
      quit();
  }

  pool_world* world_;
  bool told_to_end_ = false;
  caf::typed_response_promise<store_reply> answer_;
};

// A class, since in CAF 0.17 spawning a function without arguments fails the
// standard library's assertions.
class asker : public caf::event_based_actor {
public:
  asker(caf::actor_config& config, pool_world* world, store_actor pool,
        std::vector<store_request> what, std::vector<asked_ptr> answers)
    : event_based_actor(config),
      world_(world),
      pool_(std::move(pool)),
      what_(std::move(what)),
      answers_(std::move(answers)) {}

  caf::behavior make_behavior() override {
    for (std::size_t i = 0; i < what_.size(); ++i)
      std::visit([&](const auto& x) { ask(x, answers_[i]); }, what_[i]);
    return {};
  }

private:
  template <class Message>
  void ask(const Message& what, const asked_ptr& to) {
    request(pool_, caf::infinite, what).then([this, to](const store_reply& x) {
      *to = {x, world_->now()};
    });
  }

  pool_world* world_;
  store_actor pool_;
  std::vector<store_request> what_;
  std::vector<asked_ptr> answers_;
};

} // namespace

pool_world::pool_world(store_pool_options options, std::uint64_t seed)
  : schedule_(seed),
    in_order_(seed == 0),
    config_(std::make_unique<system_config>()) {
  config_->set("scheduler.policy", caf::atom("testing"));
  config_->set("logger.inline-output", true);
  system_ = std::make_unique<caf::actor_system>(*config_);
  scheduler_
    = &dynamic_cast<caf::scheduler::test_coordinator&>(system_->scheduler());
  auto make_worker = [this](caf::actor_system& system) {
    if (no_threads)
      throw std::runtime_error{"no thread"};
    return store_worker_actor{system.spawn<fake_worker>(this)};
  };
  pool_
    = spawn_store_pool(*system_, {std::move(options), make_worker, &totals});
  caf::actor_cast<caf::abstract_actor*>(pool_)->attach_functor(
    [this](const caf::error&) { ended_ = true; });
  settle();
}

pool_world::~pool_world() {
  end_pool(caf::exit_reason::kill);
  pool_ = store_actor{};
  for (const auto& x : pending)
    caf::anon_send_exit(x.worker, caf::exit_reason::kill);
  pending.clear();
  settle();
}

std::vector<asked_ptr> pool_world::ask(std::vector<store_request> what) {
  auto out = std::vector<asked_ptr>{};
  for (std::size_t i = 0; i < what.size(); ++i)
    out.push_back(std::make_shared<asked>());
  system_->spawn<asker>(this, pool_, std::move(what), out);
  settle();
  return out;
}

asked_ptr pool_world::write(std::string key, std::string id) {
  return write({{put("c", std::move(key), std::move(id), "x")}});
}

asked_ptr pool_world::write(store_write what) {
  return ask({std::move(what)}).front();
}

asked_ptr pool_world::read(std::string key) {
  return ask({store_query{"c", std::move(key), {}, 10}}).front();
}

std::vector<asked_ptr> pool_world::write_in_order(
  const std::vector<std::pair<std::string, std::string>>& keys_ids) {
  auto all = std::vector<store_request>{};
  for (const auto& [key, id] : keys_ids)
    all.push_back(store_write{{put("c", key, id, "x")}});
  return ask(std::move(all));
}

std::vector<std::vector<std::string>> pool_world::calls() const {
  auto out = std::vector<std::vector<std::string>>{};
  for (const auto& x : pending)
    if (!x.is_check)
      out.push_back(x.ids);
  return out;
}

void pool_world::take(std::deque<call>::iterator which, std::string trouble) {
  caf::anon_send(which->worker, caf::put_atom_v, std::move(trouble));
  pending.erase(which);
  settle();
}

std::deque<call>::iterator pool_world::find(const std::string& id) {
  auto found = std::find_if(pending.begin(), pending.end(), [&](const auto& x) {
    return std::find(x.ids.begin(), x.ids.end(), id) != x.ids.end();
  });
  if (found == pending.end())
    throw std::runtime_error{"no worker was asked for " + id};
  return found;
}

void pool_world::finish(const std::string& id, std::string trouble) {
  take(find(id), std::move(trouble));
}

bool pool_world::finish_next(std::string trouble) {
  if (pending.empty())
    return false;
  take(pending.begin(), std::move(trouble));
  return true;
}

void pool_world::finish_all() {
  while (finish_next()) {
  }
}

int pool_world::finish_checks(std::string trouble) {
  auto is_check = [](const call& x) { return x.is_check; };
  auto count = 0;
  for (;; ++count) {
    auto found = std::find_if(pending.begin(), pending.end(), is_check);
    if (found == pending.end())
      return count;
    take(found, trouble);
  }
}

void pool_world::answer_at_once(std::string trouble) {
  at_once = std::move(trouble);
}

void pool_world::crash(const std::string& id) {
  auto found = find(id);
  caf::anon_send_exit(found->worker, caf::exit_reason::kill);
  pending.erase(found);
  settle();
}

void pool_world::settle() {
  auto& jobs = scheduler_->jobs;
  while (!jobs.empty()) {
    auto which = in_order_ ? 0 : schedule_() % jobs.size();
    auto at = jobs.begin() + static_cast<std::ptrdiff_t>(which);
    std::rotate(jobs.begin(), at, at + 1);
    scheduler_->run_once();
  }
}

void pool_world::advance(std::chrono::milliseconds time) {
  constexpr auto stride = std::chrono::milliseconds{10};
  settle();
  for (; time.count() > 0; time -= stride) {
    scheduler_->advance_time(std::min(time, stride));
    settle();
  }
}

std::chrono::milliseconds pool_world::now() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
    scheduler_->clock().now().time_since_epoch());
}

void pool_world::end_pool(caf::exit_reason why) {
  caf::anon_send_exit(pool_, why);
  settle();
}

} // namespace tests
