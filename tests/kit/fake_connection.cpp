#include <troupe/testkit/fake_connection.hpp>

#include <troupe/actors/slow_client.hpp>

#include <utility>

namespace troupe {

fake_connection::fake_connection(const limits& bounds, counters& totals,
                                 std::function<time_point()> now)
  : bounds_(bounds),
    totals_(totals),
    now_(std::move(now)),
    alive_(now_()),
    deadline_(now_() + bounds.ping_interval) {}

void fake_connection::apply(slow_members policy,
                            std::function<wall_time()> now) {
  if (policy == slow_members::disconnect)
    return;
  backlog_ = std::make_unique<backlog>(policy, bounds_.queue_bytes, totals_);
  wall_clock_ = std::move(now);
}

// -- outbox -------------------------------------------------------------------

void fake_connection::offer(const frame_ptr& what) {
  put(what, false);
}

void fake_connection::deliver(const frame_ptr& what) {
  put(what, true);
}

void fake_connection::put(const frame_ptr& what, bool is_event) {
  if (end || (backlog_ && held(what, is_event)))
    return;
  if (queue_full_ || queued_bytes_ > bounds_.queue_bytes)
    return give_up();
  if (!read_rate_)
    return arrive(what);
  enqueue(what);
}

/// @returns whether the frame is taken care of, behind others that wait.
bool fake_connection::held(const frame_ptr& what, bool is_event) {
  auto ahead = queue_full_ ? bounds_.queue_bytes : queued_bytes_;
  if (ahead <= backlog_->round_bytes() && backlog_->empty() && !queue_full_)
    return false;
  if (!backlog_->add(what, is_event, ahead))
    give_up();
  return true;
}

void fake_connection::enqueue(const frame_ptr& what) {
  queued_bytes_ += what->wire().size();
  queue_.push_back(what);
}

void fake_connection::refill() {
  if (backlog_ && queue_.empty() && !backlog_->empty())
    for (const auto& each : backlog_->next(wall_clock_()))
      enqueue(each);
}

void fake_connection::arrive(const frame_ptr& what) {
  received.push_back(what);
  if (what->what() == frame::kind::ping && !silent_)
    act("answers a ping", [payload = std::string{what->payload()}](auto& who) {
      who.receive_pong(payload);
    });
}

void fake_connection::give_up() {
  auto why = give_up_slow_client(
    totals_, session.actor ? session.actor->key() : 0, "simulated",
    queued_bytes_ + (backlog_ ? backlog_->bytes() : 0));
  close(why.code, why.reason);
  // As over a socket the session hears of it later.
  act("is dropped",
      [why](troupe::session& who) { who.disconnected(why.code, why.reason); });
}

void fake_connection::close(close_code code, std::string_view reason) {
  if (!end)
    end = closed{code, std::string{reason}};
}

// -- the client's side --------------------------------------------------------

void fake_connection::act(const char* verb, action what) {
  if (!lost_)
    actions_.emplace_back(verb, std::move(what));
}

const char* fake_connection::act_once() {
  auto [verb, next] = std::move(actions_.front());
  actions_.pop_front();
  alive_.heard(now_());
  if (session.actor)
    next(*session.actor);
  return verb;
}

void fake_connection::vanish() {
  close(close_code::abnormal, {});
  if (session.actor && !lost_)
    session.actor->disconnected(close_code::abnormal, {});
}

void fake_connection::lose() {
  close(close_code::abnormal, {});
  lost_ = true;
  actions_.clear();
}

void fake_connection::read_at(std::optional<double> bytes_per_second) {
  read_rate_ = bytes_per_second;
  if (!read_rate_)
    read(std::chrono::nanoseconds{0});
}

void fake_connection::fill_queue() {
  read_rate_ = 0;
  queue_full_ = true;
}

// -- time ---------------------------------------------------------------------

void fake_connection::read(std::chrono::nanoseconds time) {
  auto rate = read_rate_.value_or(0);
  readable_ += rate * std::chrono::duration<double>(time).count();
  refill();
  while (!queue_.empty()) {
    auto bytes = queue_.front()->wire().size();
    if (read_rate_ && static_cast<double>(bytes) > readable_)
      return;
    readable_ -= static_cast<double>(bytes);
    queued_bytes_ -= bytes;
    arrive(std::exchange(queue_.front(), nullptr));
    queue_.pop_front();
    refill();
  }
  readable_ = 0;
}

std::optional<fake_connection::time_point> fake_connection::deadline() const {
  if (end || !session.actor)
    return std::nullopt;
  return deadline_;
}

void fake_connection::check_alive() {
  auto verdict = alive_.ask(bounds_, now_());
  if (verdict.what == keep_alive::action::give_up)
    return vanish();
  if (verdict.what == keep_alive::action::ping)
    offer(frame::ping({}));
  deadline_ = now_() + verdict.ask_again_in;
}

const std::vector<json>& fake_connection::events() {
  for (auto i = events_.size(); i < received.size(); ++i)
    events_.push_back(received[i]->what() == frame::kind::text
                        ? json::parse(received[i]->payload(), nullptr, false)
                        : json{});
  return events_;
}

} // namespace troupe
