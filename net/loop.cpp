#include <troupe/net/loop.hpp>

#include <caf/actor_system.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

thread_local loop* current = nullptr;

/// Turns that deadlines may wait for sockets: 30,000 of these.
constexpr int max_deferrals = 64;
constexpr int max_actor_rounds = 8;
/// Messages that one actor may handle before the next gets its turn.
constexpr std::size_t actor_throughput = 256;

} // namespace

loop::loop(caf::actor_system& system)
  : loop_host(&system),
    bell_(poller_),
    now_(timer_wheel::clock::now()),
    wheel_(now_) {}

loop::~loop() {
  stop();
}

void loop::start() {
  thread_ = std::thread{[this] { run(); }};
}

void loop::stop() {
  if (!thread_.joinable())
    return;
  post([this] { stopping_ = true; });
  thread_.join();
}

void loop::post(std::function<void()> work) {
  {
    auto lock = std::scoped_lock{posted_guard_};
    posted_.push_back(std::move(work));
  }
  has_posted_.store(true, std::memory_order_seq_cst);
  wake();
}

/// One ring serves all who come while the loop wakes.
void loop::wake() {
  if (sleeping_.load(std::memory_order_seq_cst)
      && sleeping_.exchange(false, std::memory_order_seq_cst))
    bell_.ring();
}

// -- actors -------------------------------------------------------------------

void loop::exec_later(caf::resumable* actor) {
  system().scheduler().enqueue(actor);
}

void loop::schedule(run_node* node) {
  if (current == this) {
    node->next = nullptr;
    (own_last_ ? own_last_->next : own_first_) = node;
    own_last_ = node;
    return;
  }
  auto* head = foreign_.load(std::memory_order_relaxed);
  do
    node->next = head;
  while (!foreign_.compare_exchange_weak(head, node, std::memory_order_seq_cst,
                                         std::memory_order_relaxed));
  wake();
}

void loop::call_after_actors(actors_guest& who) {
  gatherers_.push_back(&who);
}

void loop::forget(actors_guest& who) {
  std::erase(gatherers_, &who);
}

run_node* loop::take_foreign() {
  if (!foreign_.load(std::memory_order_relaxed))
    return nullptr;
  auto* newest = foreign_.exchange(nullptr, std::memory_order_acq_rel);
  run_node* oldest = nullptr;
  while (newest) {
    auto* next = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = next;
  }
  return oldest;
}

void loop::run_actors() {
  for (int round = 0; round < max_actor_rounds; ++round) {
    auto* foreign = take_foreign();
    auto* own = own_first_;
    own_first_ = own_last_ = nullptr;
    if (!foreign && !own)
      break;
    run_list(foreign);
    run_list(own);
  }
}

void loop::run_list(run_node* node) {
  while (node) {
    // Read before `resume`: another thread may queue the node anew meanwhile.
    auto* next = node->next;
    auto* actor = node->actor;
    if (actor->resume(this, actor_throughput) == caf::resumable::resume_later)
      schedule(node);
    else
      caf::intrusive_ptr_release(actor);
    node = next;
  }
}

// -- turns --------------------------------------------------------------------

void loop::run() {
  current = this;
  while (!stopping_) {
    serve_sockets();
    serve_deadlines();
    run_posted();
    run_actors();
    finish_actors();
    end_turn();
  }
  current = nullptr;
}

/// The one place where the loop sleeps: unless there is work left, until a
/// socket is ready, a deadline has passed, or another thread rings.
void loop::serve_sockets() {
  now_ = timer_wheel::clock::now();
  // What came until then will have been heard when deadlines are judged, even
  // if the process stands still meanwhile.
  heard_until_ = now_;
  auto timeout = time_to_sleep();
  if (timeout.count() > 0) {
    sleeping_.store(true, std::memory_order_seq_cst);
    // Looking once more behind the flag makes a lost wake-up impossible.
    if (has_foreign_work())
      timeout = {};
  }
  poller_.wait(timeout);
  sleeping_.store(false, std::memory_order_relaxed);
  now_ = timer_wheel::clock::now();
  poller_.dispatch();
  input_.read();
}

/// After a pause all sockets come first: what waits there may show that a
/// client is alive.
void loop::serve_deadlines() {
  if (poller_.full() && ++deferrals_ < max_deferrals)
    return;
  deferrals_ = 0;
  wheel_.advance(heard_until_);
}

std::chrono::milliseconds loop::time_to_sleep() {
  if (own_first_ || !guests_.empty() || has_foreign_work())
    return {};
  return std::chrono::ceil<std::chrono::milliseconds>(
    std::max(wheel_.next_due() - now_, timer_wheel::clock::duration{}));
}

bool loop::has_foreign_work() const noexcept {
  return foreign_.load(std::memory_order_seq_cst)
         || has_posted_.load(std::memory_order_seq_cst);
}

void loop::run_posted() {
  if (!has_posted_.exchange(false, std::memory_order_seq_cst))
    return;
  auto work = std::vector<std::function<void()>>{};
  {
    auto lock = std::scoped_lock{posted_guard_};
    work.swap(posted_);
  }
  for (auto& each : work)
    each();
}

void loop::finish_actors() {
  while (!gatherers_.empty()) {
    auto* who = gatherers_.back();
    gatherers_.pop_back();
    who->after_actors();
  }
}

void loop::end_turn() {
  // A guest may queue itself or others again: they are served next turn.
  serving_.swap(guests_);
  for (auto* guest : serving_)
    guest->on_turn_end();
  serving_.clear();
  output_.send();
  graves_.clear();
}

} // namespace troupe
