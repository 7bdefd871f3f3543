#include <troupe/net/server.hpp>

#include <troupe/actors/log.hpp>
#include <troupe/net/connection.hpp>
#include <troupe/net/door.hpp>
#include <troupe/net/files.hpp>
#include <troupe/net/http_api.hpp>
#include <troupe/net/listener.hpp>
#include <troupe/net/metrics_server.hpp>

#include <caf/send.hpp>

#include <algorithm>
#include <future>
#include <malloc.h>
#include <random>
#include <thread>

namespace troupe {

namespace {

/// Connections told in one step of a drain, on each loop.
constexpr std::size_t drain_batch = 500;
constexpr auto drain_pause = std::chrono::milliseconds{20};
/// For actors to handle what ends them, once their connections are gone.
constexpr auto actors_timeout = std::chrono::seconds{5};
constexpr auto poll_pause = std::chrono::milliseconds{10};

/// A turn's buffers come and go; giving the memory back to the kernel each
/// time costs a system call a turn.
void keep_freed_memory() {
  ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
  ::mallopt(M_TOP_PAD, 1 << 20);
}

std::size_t loops_of(const server_options& options) {
  auto cores = std::max(1u, std::thread::hardware_concurrency());
  return options.loops > 0 ? options.loops : cores;
}

} // namespace

class server::impl {
public:
  impl(caf::actor_system& system, router routes, node_options actors,
       server_options options)
    : options_(std::move(options)), admission_(options_) {
    auto hosts = std::vector<loop_host*>{};
    for (std::size_t i = 0; i < loops_of(options_); ++i)
      hosts.push_back(
        loops_.emplace_back(std::make_unique<loop>(system)).get());
    actors_ = std::make_unique<node>(system, std::move(routes),
                                     std::move(actors), hosts);
  }

  ~impl() {
    stop();
  }

  std::optional<problem> start(std::vector<http_endpoint> endpoints) {
    endpoints.insert(endpoints.begin(), health_endpoint([this] {
                       return !admission_.draining();
                     }));
    auto bad = add_files(endpoints);
    if (!bad)
      bad = load_identity();
    rules_ = std::make_unique<door>(actors_->routes(), actors_->gate(),
                                    options_.allowed_origins,
                                    std::move(endpoints), make_services());
    if (!bad)
      bad = load_proxies();
    auto* tls = identity_.get();
    for (std::size_t i = 0; i < loops_.size(); ++i)
      tables_.push_back(std::make_unique<connection_table>(
        connection_table{options_,
                         *rules_,
                         *actors_,
                         actors_->totals(),
                         admission_,
                         tls,
                         proxies_ ? &*proxies_ : nullptr,
                         *loops_[i],
                         i,
                         {}}));
    if (!bad)
      bad = listen();
    if (!bad)
      bad = open_metrics();
    for (auto& each : loops_)
      each->start();
    if (!bad)
      loops_.front()->post([this] { listener_->start(); });
    return bad;
  }

  std::optional<problem> reload() {
    return identity_ ? identity_->reload() : std::nullopt;
  }

  void stop() {
    if (stopped_)
      return;
    stopped_ = true;
    admission_.drain();
    if (listener_)
      drain();
    for (std::size_t i = 0; i < loops_.size(); ++i)
      on_loop(i, [this, i] { cut_all(*tables_[i]); });
    metrics_.reset();
    caf::anon_send_exit(api_, caf::exit_reason::user_shutdown);
    actors_->stop();
    await_hosted_actors();
    for (auto& each : loops_)
      each->stop();
  }

  std::uint16_t port() const {
    return listener_ ? listener_->port() : 0;
  }

  std::optional<std::uint16_t> metrics_port() const {
    if (!metrics_)
      return std::nullopt;
    return metrics_->port();
  }

  const admission_control& admission() const {
    return admission_;
  }

  node& actors() {
    return *actors_;
  }

  void hurry() noexcept {
    hurried_ = true;
  }

private:
  std::optional<problem> add_files(std::vector<http_endpoint>& endpoints) {
    if (options_.web_root.empty())
      return std::nullopt;
    auto files = serve_files(options_.web_root);
    if (!files)
      return files.error();
    endpoints.push_back(std::move(*files));
    return std::nullopt;
  }

  std::vector<http_service> make_services() {
    if (options_.api_key.empty())
      return {};
    auto* host = loops_.front().get();
    api_ = spawn_on<http_api>(host->system(), host, *actors_);
    return {api_service(api_, options_.api_key)};
  }

  std::optional<problem> load_proxies() {
    if (options_.trusted_proxies.empty())
      return std::nullopt;
    auto parsed = trusted_proxies::parse(options_.trusted_proxies);
    if (!parsed)
      return parsed.error();
    proxies_ = std::move(*parsed);
    return std::nullopt;
  }

  std::optional<problem> load_identity() {
    auto identity = tls_identity::open(options_);
    if (!identity)
      return identity.error();
    identity_ = std::move(*identity);
    return std::nullopt;
  }

  std::optional<problem> listen() {
    auto made = listener::open(
      *loops_.front(), actors_->totals(), options_,
      [this](int fd, std::string address) { assign(fd, std::move(address)); });
    if (!made)
      return made.error();
    listener_ = std::move(*made);
    return std::nullopt;
  }

  std::optional<problem> open_metrics() {
    if (!options_.metrics_port)
      return std::nullopt;
    auto where = std::vector<loop*>{};
    for (const auto& each : loops_)
      where.push_back(each.get());
    auto made
      = metrics_server::start(*actors_, admission_, std::move(where), options_);
    if (!made)
      return made.error();
    metrics_ = std::move(*made);
    return std::nullopt;
  }

  /// Gives connections to the loops in turn. Thread: that of the first loop.
  void assign(int fd, std::string address) {
    auto& table = *tables_[next_++ % tables_.size()];
    if (&table == tables_.front().get())
      return connection::open(table, fd, std::move(address));
    table.loop.post([&table, fd, address = std::move(address)]() mutable {
      connection::open(table, fd, std::move(address));
    });
  }

  /// Runs `work` on a loop and waits for it.
  template <class F>
  void on_loop(std::size_t index, F work) {
    auto done = std::promise<void>{};
    loops_[index]->post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }

  // -- stopping ---------------------------------------------------------------

  void drain() {
    auto deadline = std::chrono::steady_clock::now() + options_.drain_timeout;
    auto patient = [&] {
      return !hurried_ && admission_.connections() > 0
             && std::chrono::steady_clock::now() < deadline;
    };
    log::info("draining",
              {{"connections", std::to_string(admission_.connections())}});
    auto rest = true;
    while (rest && patient()) {
      rest = false;
      for (std::size_t i = 0; i < loops_.size(); ++i)
        on_loop(i, [&, i] { rest |= drain_some(*tables_[i]); });
      std::this_thread::sleep_for(rest ? drain_pause : poll_pause);
    }
    // Until here newcomers got a 503.
    on_loop(0, [this] { listener_->stop(); });
    while (patient())
      std::this_thread::sleep_for(poll_pause);
  }

  void await_hosted_actors() {
    auto deadline = std::chrono::steady_clock::now() + actors_timeout;
    for (auto& each : loops_)
      while (each->hosted() > 0) {
        if (std::chrono::steady_clock::now() > deadline)
          return log::error("actors_left",
                            {{"number", std::to_string(each->hosted())}});
        std::this_thread::sleep_for(poll_pause);
      }
  }

  /// @returns whether there are more to tell.
  bool drain_some(connection_table& table) {
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

  server_options options_;
  admission_control admission_;
  std::optional<trusted_proxies> proxies_;
  std::unique_ptr<tls_identity> identity_; ///< Null: plain.
  std::vector<std::unique_ptr<loop>> loops_;
  std::unique_ptr<node> actors_;
  std::unique_ptr<door> rules_;
  caf::actor api_; ///< Empty when there is none.
  std::vector<std::unique_ptr<connection_table>> tables_; ///< One a loop.
  std::unique_ptr<listener> listener_;
  std::unique_ptr<metrics_server> metrics_;
  std::size_t next_ = 0;
  std::minstd_rand random_{std::random_device{}()};
  std::atomic<bool> hurried_{false};
  bool stopped_ = false;
};

result<std::unique_ptr<server>>
server::start(caf::actor_system& system, router routes, node_options actors,
              server_options options, std::vector<http_endpoint> endpoints) {
  keep_freed_memory();
  auto made = std::make_unique<impl>(system, std::move(routes),
                                     std::move(actors), std::move(options));
  if (auto bad = made->start(std::move(endpoints)))
    return *bad;
  return std::unique_ptr<server>{new server{std::move(made)}};
}

server::server(std::unique_ptr<impl> made) : impl_(std::move(made)) {}

server::~server() = default;

std::uint16_t server::port() const noexcept {
  return impl_->port();
}

std::optional<std::uint16_t> server::metrics_port() const noexcept {
  return impl_->metrics_port();
}

std::size_t server::connections() const noexcept {
  return impl_->admission().connections();
}

node& server::actors() noexcept {
  return impl_->actors();
}

std::optional<problem> server::reload() {
  return impl_->reload();
}

void server::stop() {
  impl_->stop();
}

void server::hurry() noexcept {
  impl_->hurry();
}

} // namespace troupe
