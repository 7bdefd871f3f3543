#include <troupe/stores/store_crew.hpp>

#include <caf/send.hpp>

#include <algorithm>
#include <exception>

namespace troupe {

namespace {

void tell_to_end(const store_worker_actor& who) {
  caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
}

} // namespace

store_crew::store_crew(caf::actor_system& system, const store_pool_setup& setup,
                       callbacks to)
  : system_(system), setup_(setup), to_(std::move(to)) {}

store_crew::~store_crew() {
  for (const auto& [who, x] : members_)
    tell_to_end(x.actor);
}

store_crew::number store_crew::hire(time_point now) {
  try {
    auto actor = setup_.make_worker(system_);
    to_.watch(actor);
    auto& made = members_[++last_];
    made.actor = std::move(actor);
    made.since = made.last_work = now;
    return last_;
  } catch (const std::exception& error) { // No thread to be had.
    to_.complain(std::string{"no worker can be started: "} + error.what());
    return 0;
  }
}

void store_crew::fill_up(time_point now) {
  while (size() < setup_.options.min_workers)
    if (hire(now) == 0)
      return;
}

store_crew::number store_crew::find_free(time_point now) {
  number found = 0;
  for (const auto& [who, x] : members_)
    if (!x.busy && (found == 0 || x.last_work >= members_.at(found).last_work))
      found = who;
  if (found == 0 && size() < setup_.options.max_workers)
    return hire(now);
  return found;
}

store_crew::member* store_crew::find(number who) {
  auto found = members_.find(who);
  return found == members_.end() ? nullptr : &found->second;
}

store_crew::number store_crew::find(const caf::actor_addr& who) const {
  for (const auto& [its_number, x] : members_)
    if (x.actor.address() == who)
      return its_number;
  return 0;
}

std::vector<store_crew::number> store_crew::free() const {
  auto out = std::vector<number>{};
  for (const auto& [who, x] : members_)
    if (!x.busy)
      out.push_back(who);
  return out;
}

void store_crew::let_go(number who) {
  auto found = members_.extract(who);
  if (!found.empty())
    tell_to_end(found.mapped().actor);
}

void store_crew::let_go_idle(time_point now) {
  for (auto who : free())
    if (size() > setup_.options.min_workers
        && members_.at(who).last_work + setup_.options.idle_time <= now)
      let_go(who);
}

std::vector<store_crew::number> store_crew::overdue(time_point now) const {
  auto out = std::vector<number>{};
  for (const auto& [who, x] : members_)
    if (x.busy && x.since + setup_.options.give_up <= now
        && given_up_.size() + out.size() < setup_.options.max_workers)
      out.push_back(who);
  return out;
}

void store_crew::give_up(number who) {
  given_up_.push_back(members_.at(who).actor.address());
  let_go(who);
}

void store_crew::ended(const caf::actor_addr& who) {
  std::erase(given_up_, who);
  members_.erase(find(who));
}

} // namespace troupe
