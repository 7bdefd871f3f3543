#include <troupe/stores/store_pool_state.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

store_reply trouble(std::string why) {
  return {std::move(why), {}};
}

} // namespace

void store_pool_state::start(store_pool_setup setup) {
  setup_ = std::move(setup);
  auto& options = setup_.options;
  options.min_workers = std::max<std::size_t>(options.min_workers, 1);
  options.max_workers = std::max(options.max_workers, options.min_workers);
  trouble_.emplace(options.name, options.calm);
  crew_.emplace(
    self_->home_system(), setup_,
    store_crew::callbacks{
      [this](const store_worker_actor& who) { self_->monitor(who); },
      [this](const std::string& why) { count_trouble(why); }});
  crew_->fill_up(now());
  self_->delayed_send(self_, options.check_interval, caf::tick_atom_v);
  settle();
}

store_pool_state::promise store_pool_state::take(store_request what) {
  auto asker = self_->make_response_promise<promise>();
  if (closing_)
    return asker.deliver(trouble("the store is closing"));
  auto which = ++last_ticket_;
  line_.add(which, lines_of(what));
  requests_.emplace(which, entry{std::move(what), asker, now()});
  dispatch();
  if (line_.waits(which) && line_.size() > setup_.options.max_waiting) {
    line_.drop(which);
    requests_.erase(which);
    count(setup_.totals->refused);
    count_trouble("the store is busy");
    asker.deliver(trouble("the store is busy"));
  }
  set_timer();
  settle();
  return asker;
}

// -- requests -> workers ------------------------------------------------------

void store_pool_state::dispatch() {
  auto is_write = [this](ticket which) {
    return std::holds_alternative<store_write>(requests_.at(which).what);
  };
  while (line_.ready()) {
    auto who = crew_->find_free(now());
    if (who == 0)
      return;
    auto& worker = *crew_->find(who);
    auto batch = line_.take(who, setup_.options.max_batch, is_write);
    worker.doing.assign(batch.begin(), batch.end());
    worker.one_by_one = false;
    go_on(who);
  }
}

void store_pool_state::go_on(number who) {
  auto& worker = *crew_->find(who);
  std::erase_if(worker.doing,
                [this](ticket which) { return !requests_.count(which); });
  if (worker.doing.empty())
    return set_free(who);
  worker.asked = worker.one_by_one ? 1 : worker.doing.size();
  ask(who, worker);
}

void store_pool_state::ask(number who, store_crew::member& worker) {
  const auto& first = requests_.at(worker.doing.front()).what;
  if (auto* query = std::get_if<store_query>(&first))
    return send(who, worker, *query);
  auto all = store_write{};
  for (std::size_t i = 0; i < worker.asked; ++i) {
    const auto& its
      = std::get<store_write>(requests_.at(worker.doing[i]).what).changes;
    all.changes.insert(all.changes.end(), its.begin(), its.end());
  }
  send(who, worker, std::move(all));
}

template <class Message>
void store_pool_state::send(number who, store_crew::member& worker,
                            Message what) {
  worker.busy = true;
  worker.since = now();
  auto address = worker.actor.address();
  // No time limit: a late answer says that the worker is of use again.
  self_->request(worker.actor, caf::infinite, std::move(what))
    .then(
      [this, who](store_reply& reply) {
        if constexpr (std::is_same_v<Message, caf::ping_atom>)
          checked(who, reply);
        else
          answered(who, std::move(reply));
      },
      [this, address](const caf::error&) { lose(address); });
}

// -- workers -> requests ------------------------------------------------------

void store_pool_state::answered(number who, store_reply reply) {
  auto* worker = crew_->find(who);
  if (!worker) // Given up meanwhile.
    return;
  if (!reply.trouble.empty() && worker->asked > 1) {
    // One of them may be to blame: the others must not pay for it.
    worker->one_by_one = true;
    return go_on(who);
  }
  for (; worker->asked > 0; --worker->asked) {
    answer(worker->doing.front(), reply);
    worker->doing.pop_front();
  }
  worker->last_work = now();
  go_on(who);
}

void store_pool_state::checked(number who, const store_reply& reply) {
  if (!crew_->find(who))
    return;
  if (reply.trouble.empty()) {
    trouble_->worked(now());
    return set_free(who);
  }
  count_trouble(reply.trouble);
  crew_->let_go(who);
  crew_->fill_up(now());
  dispatch();
  settle();
}

void store_pool_state::set_free(number who) {
  auto& worker = *crew_->find(who);
  worker.busy = false;
  worker.since = now();
  line_.release(who);
  dispatch();
  settle();
}

void store_pool_state::fail_all(number who, const std::string& why) {
  for (auto which : std::exchange(crew_->find(who)->doing, {}))
    answer(which, trouble(why));
  line_.release(who);
}

void store_pool_state::answer(ticket which, store_reply reply) {
  auto found = requests_.extract(which);
  if (found.empty()) // It has waited for too long.
    return;
  auto took = now() - found.mapped().came;
  setup_.totals->latency.add(
    std::chrono::duration_cast<std::chrono::microseconds>(took));
  if (reply.trouble.empty()) {
    count(setup_.totals->done);
    trouble_->worked(now());
  } else {
    count(setup_.totals->failed);
    count_trouble(reply.trouble);
  }
  found.mapped().asker.deliver(std::move(reply));
}

// -- the rest -----------------------------------------------------------------

void store_pool_state::expire() {
  timer_set_ = false;
  while (!requests_.empty()
         && requests_.begin()->second.came + setup_.options.deadline <= now()) {
    auto which = requests_.begin()->first;
    line_.drop(which);
    answer(which, trouble("the store did not answer in time"));
  }
  dispatch();
  set_timer();
  settle();
}

void store_pool_state::look_after() {
  for (auto who : crew_->overdue(now())) {
    fail_all(who, "the store did not answer in time");
    crew_->give_up(who);
    count(setup_.totals->given_up);
  }
  crew_->let_go_idle(now());
  crew_->fill_up(now());
  dispatch();
  for (auto who : crew_->free())
    send(who, *crew_->find(who), caf::ping_atom_v);
  self_->delayed_send(self_, setup_.options.check_interval, caf::tick_atom_v);
  settle();
}

void store_pool_state::lose(const caf::actor_addr& worker) {
  if (auto who = crew_->find(worker); who != 0)
    fail_all(who, "the store's worker has failed");
  crew_->ended(worker);
  crew_->fill_up(now());
  dispatch();
  settle();
}

void store_pool_state::close() {
  closing_ = true;
  settle();
}

void store_pool_state::set_timer() {
  if (timer_set_ || requests_.empty())
    return;
  timer_set_ = true;
  auto due = requests_.begin()->second.came + setup_.options.deadline;
  self_->delayed_send(self_, due - now(), caf::timeout_atom_v);
}

void store_pool_state::settle() {
  setup_.totals->waiting = line_.size();
  setup_.totals->workers = crew_->size();
  if (closing_ && requests_.empty())
    self_->quit();
}

void store_pool_state::count_trouble(const std::string& why) {
  trouble_->failed(now(), why);
}

store_pool_state::time_point store_pool_state::now() const {
  return self_->clock().now();
}

} // namespace troupe
