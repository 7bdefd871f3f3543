#include <troupe/net/server.hpp>

#include <troupe/net/server_impl.hpp>

#include <troupe/net/files.hpp>
#include <troupe/net/http_api.hpp>

#include <algorithm>
#include <malloc.h>
#include <thread>

namespace troupe {

namespace {

/// For programs that allocate with glibc: a turn's buffers come and go, and
/// giving the memory back to the kernel each time costs a system call a turn.
void keep_freed_memory() {
  ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
  ::mallopt(M_TOP_PAD, 1 << 20);
}

std::size_t loops_of(const server_options& options) {
  auto cores = std::max(1u, std::thread::hardware_concurrency());
  return options.loops > 0 ? options.loops : cores;
}

} // namespace

server::impl::impl(caf::actor_system& system, router routes,
                   node_options actors, server_options options)
  : options_(std::move(options)), admission_(options_) {
  auto hosts = std::vector<loop_host*>{};
  for (std::size_t i = 0; i < loops_of(options_); ++i)
    hosts.push_back(loops_.emplace_back(std::make_unique<loop>(system)).get());
  actors_ = std::make_unique<node>(system, std::move(routes), std::move(actors),
                                   hosts);
}

server::impl::~impl() {
  stop();
}

std::optional<problem> server::impl::start(std::vector<http_endpoint> endpoints,
                                           const service_factory& further) {
  endpoints.insert(endpoints.begin(),
                   health_endpoint([this] { return !admission_.draining(); }));
  auto bad = add_files(endpoints);
  if (!bad)
    bad = load_identity();
  if (!bad)
    bad = load_proxies();
  if (!bad)
    bad = open_rings();
  rules_ = std::make_unique<door>(actors_->routes(), actors_->gate(),
                                  options_.allowed_origins,
                                  std::move(endpoints), make_services(further));
  make_tables();
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

void server::impl::make_tables() {
  for (std::size_t i = 0; i < loops_.size(); ++i)
    tables_.push_back(std::make_unique<connection_table>(
      connection_table{options_,
                       *rules_,
                       *actors_,
                       actors_->totals(),
                       admission_,
                       identity_.get(),
                       proxies_ ? &*proxies_ : nullptr,
                       *loops_[i],
                       i,
                       {}}));
  for (auto& each : tables_) {
    each->all = &tables_;
    if (options_.compression.enabled)
      each->compression
        = std::make_unique<deflate>(options_.compression, actors_->totals());
  }
}

std::optional<problem> server::impl::reload() {
  return identity_ ? identity_->reload() : std::nullopt;
}

std::optional<problem>
server::impl::add_files(std::vector<http_endpoint>& endpoints) {
  if (options_.web_root.empty())
    return std::nullopt;
  auto files = serve_files(options_.web_root);
  if (!files)
    return files.error();
  endpoints.push_back(std::move(*files));
  return std::nullopt;
}

std::vector<http_service>
server::impl::make_services(const service_factory& further) {
  auto* host = loops_.front().get();
  auto services
    = further ? further(*actors_, *host) : std::vector<http_service>{};
  if (!options_.api_key.empty()) {
    auto api = spawn_on<http_api>(host->system(), host, *actors_);
    services.push_back(api_service(std::move(api), options_.api_key));
  }
  for (const auto& each : services)
    workers_.push_back(each.worker);
  return services;
}

std::optional<problem> server::impl::load_proxies() {
  if (options_.trusted_proxies.empty())
    return std::nullopt;
  auto parsed = trusted_proxies::parse(options_.trusted_proxies);
  if (!parsed)
    return parsed.error();
  proxies_ = std::move(*parsed);
  return std::nullopt;
}

std::optional<problem> server::impl::load_identity() {
  auto identity = tls_identity::open(options_);
  if (!identity)
    return identity.error();
  identity_ = std::move(*identity);
  return std::nullopt;
}

std::optional<problem> server::impl::listen() {
  auto made = listener::open(
    *loops_.front(), actors_->totals(), options_,
    [this](int fd, std::string address) { assign(fd, std::move(address)); });
  if (!made)
    return made.error();
  listener_ = std::move(*made);
  return std::nullopt;
}

std::optional<problem> server::impl::open_metrics() {
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

void server::impl::assign(int fd, std::string address) {
  auto& table = *tables_[next_++ % tables_.size()];
  if (&table == tables_.front().get())
    return connection::open(table, fd, std::move(address));
  table.loop.post([&table, fd, address = std::move(address)]() mutable {
    connection::open(table, fd, std::move(address));
  });
}

result<std::unique_ptr<server>>
server::start(caf::actor_system& system, router routes, node_options actors,
              server_options options, std::vector<http_endpoint> endpoints,
              service_factory services) {
  keep_freed_memory();
  auto made = std::make_unique<impl>(system, std::move(routes),
                                     std::move(actors), std::move(options));
  if (auto bad = made->start(std::move(endpoints), services))
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
