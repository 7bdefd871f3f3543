// How a server goes down.
#include <troupe/net/server_impl.hpp>

#include <troupe/actors/log.hpp>

#include <caf/send.hpp>

#include <thread>

namespace troupe {

namespace {

/// Connections told in one step of a drain, on each loop.
constexpr std::size_t drain_batch = 500;
constexpr auto drain_pause = std::chrono::milliseconds{20};
/// For actors to handle what ends them, once their connections are gone.
constexpr auto actors_timeout = std::chrono::seconds{5};
/// For rooms to end here, when other nodes take them.
constexpr auto hand_over_timeout = std::chrono::seconds{2};
constexpr auto hand_over_pause = std::chrono::milliseconds{300};
constexpr auto poll_pause = std::chrono::milliseconds{10};

} // namespace

void server::impl::stop() {
  if (stopped_)
    return;
  stopped_ = true;
  admission_.drain();
  if (listener_) {
    hand_over();
    drain();
  }
  for (std::size_t i = 0; i < loops_.size(); ++i)
    on_loop(i, [this, i] { cut_all(*tables_[i]); });
  metrics_.reset();
  for (const auto& worker : workers_)
    caf::anon_send_exit(worker, caf::exit_reason::user_shutdown);
  actors_->stop();
  await_hosted_actors();
  for (auto& each : loops_)
    each->stop();
}

void server::impl::hand_over() {
  if (!actors_->others() || actors_->others()->alone())
    return;
  log::info("handing_over",
            {{"rooms", std::to_string(actors_->totals().rooms)}});
  actors_->others()->leave();
  auto deadline = std::chrono::steady_clock::now() + hand_over_timeout;
  while (!hurried_ && actors_->totals().rooms > 0
         && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(poll_pause);
  // Members of this node find their rooms there before they are told to go.
  std::this_thread::sleep_for(hand_over_pause);
}

void server::impl::drain() {
  auto deadline = std::chrono::steady_clock::now() + options_.drain_timeout;
  log::info("draining",
            {{"connections", std::to_string(admission_.connections())}});
  auto rest = true;
  while (rest && patient(deadline)) {
    rest = false;
    for (std::size_t i = 0; i < loops_.size(); ++i)
      on_loop(i, [&, i] { rest |= drain_some(*tables_[i]); });
    std::this_thread::sleep_for(rest ? drain_pause : poll_pause);
  }
  // Until here newcomers got a 503.
  on_loop(0, [this] { listener_->stop(); });
  while (patient(deadline))
    std::this_thread::sleep_for(poll_pause);
}

bool server::impl::patient(
  std::chrono::steady_clock::time_point deadline) const {
  return !hurried_ && admission_.connections() > 0
         && std::chrono::steady_clock::now() < deadline;
}

bool server::impl::drain_some(connection_table& table) {
  auto batch = std::vector<connection*>{};
  for (auto& [who, kept] : table.open)
    if (batch.size() < drain_batch && who->wants_drain())
      batch.push_back(who);
  auto wait = std::uniform_int_distribution<std::int64_t>{
    0, options_.come_back_within.count()};
  for (auto* who : batch)
    who->drain(std::chrono::milliseconds{wait(random_)});
  return batch.size() == drain_batch;
}

void server::impl::await_hosted_actors() {
  auto deadline = std::chrono::steady_clock::now() + actors_timeout;
  for (auto& each : loops_)
    while (each->hosted() > 0) {
      if (std::chrono::steady_clock::now() > deadline)
        return log::error("actors_left",
                          {{"number", std::to_string(each->hosted())}});
      std::this_thread::sleep_for(poll_pause);
    }
}

} // namespace troupe
