#include <troupe/net/loop.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <caf/actor_system.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

namespace asio = boost::asio;

namespace troupe {

namespace {

thread_local loop* current = nullptr;

/// Asio handlers in one turn; more wait for the next, so that actors and
/// writes get their turn too.
constexpr std::size_t max_handlers = 256;
constexpr int max_actor_rounds = 8;
/// Messages that one actor may handle before the next gets its turn.
constexpr std::size_t actor_throughput = 256;

} // namespace

class loop::asio_side {
public:
  explicit asio_side(int poller_fd)
    : io(1),
      guard(asio::make_work_guard(io)),
      ready(io, poller_fd),
      timer(io) {}

  ~asio_side() {
    ready.release(); // The poller closes it.
  }

  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> guard;
  asio::posix::basic_stream_descriptor<asio::io_context::executor_type> ready;
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>,
                             asio::io_context::executor_type>
    timer;
};

loop::loop(caf::actor_system& system)
  : loop_host(&system),
    asio_(std::make_unique<asio_side>(poller_.descriptor())),
    wheel_(timer_wheel::clock::now()),
    scratch_(std::make_unique<char[]>(scratch_bytes)) {}

loop::~loop() {
  stop();
}

asio::io_context& loop::io() noexcept {
  return asio_->io;
}

void loop::start() {
  arm_poller();
  arm_timer();
  thread_ = std::thread{[this] { run(); }};
}

void loop::stop() {
  if (!thread_.joinable())
    return;
  post([this] { stopping_ = true; });
  thread_.join();
}

void loop::post(std::function<void()> work) {
  asio::post(asio_->io, std::move(work));
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
  // One wake-up serves all who come while the loop wakes.
  if (sleeping_.load(std::memory_order_seq_cst)
      && sleeping_.exchange(false, std::memory_order_seq_cst))
    asio::post(asio_->io, [] {});
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

bool loop::run_actors() {
  auto any = false;
  for (int round = 0; round < max_actor_rounds; ++round) {
    auto* foreign = take_foreign();
    auto* own = own_first_;
    own_first_ = own_last_ = nullptr;
    if (!foreign && !own)
      break;
    any = true;
    run_list(foreign);
    run_list(own);
  }
  return any;
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
    auto served = serve_io();
    auto ran = run_actors();
    end_turn();
    if (served == 0 && !ran)
      sleep();
  }
  current = nullptr;
}

std::size_t loop::serve_io() {
  std::size_t served = 0;
  while (served < max_handlers && asio_->io.poll_one() > 0)
    ++served;
  return served;
}

void loop::end_turn() {
  // A guest may queue itself or others again: they are served next turn.
  serving_.swap(guests_);
  for (auto* guest : serving_)
    guest->on_turn_end();
  serving_.clear();
  graves_.clear();
}

void loop::sleep() {
  if (!guests_.empty())
    return;
  arm_timer();
  sleeping_.store(true, std::memory_order_seq_cst);
  // Looking once more behind the flag makes a lost wake-up impossible.
  if (!foreign_.load(std::memory_order_seq_cst))
    asio_->io.run_one();
  sleeping_.store(false, std::memory_order_relaxed);
}

void loop::arm_poller() {
  asio_->ready.async_wait(asio::posix::descriptor_base::wait_read,
                          [this](const boost::system::error_code& ec) {
                            if (ec)
                              return;
                            poller_.dispatch();
                            arm_poller();
                          });
}

void loop::arm_timer() {
  auto due = wheel_.next_due();
  if (asio_->timer.expiry() == due)
    return;
  asio_->timer.expires_at(due);
  asio_->timer.async_wait([this](const boost::system::error_code& ec) {
    if (ec)
      return;
    wheel_.advance(timer_wheel::clock::now());
    arm_timer();
  });
}

} // namespace troupe
