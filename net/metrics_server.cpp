#include <troupe/net/metrics_server.hpp>

#include <troupe/net/process_metrics.hpp>
#include <troupe/net/server_metrics.hpp>

#include <utility>

namespace troupe {

namespace {

/// More scrapers at once get HTTP 503.
constexpr std::size_t max_scrapers = 32;

server_options own_options(server_options of_server) {
  of_server.bind = of_server.metrics_bind;
  of_server.port = *of_server.metrics_port;
  of_server.max_connections = max_scrapers;
  of_server.max_connections_per_address = 0;
  of_server.connection_rate.per_second = 0;
  return of_server;
}

} // namespace

metrics_server::metrics_server(node& actors, server_options options,
                               metric_sources sources)
  : options_(own_options(std::move(options))),
    rules_(no_routes_, gate_, {}, {metrics_endpoint(std::move(sources))}),
    admission_(options_),
    loop_(actors.system()),
    table_{options_, rules_,  actors, totals_, admission_,
           nullptr,  nullptr, loop_,  0,       {}} {}

result<std::unique_ptr<metrics_server>>
metrics_server::start(node& actors, const admission_control& admission,
                      std::vector<loop*> shown, server_options options) {
  auto sources = std::exchange(options.metrics, {});
  sources.insert(sources.begin(), {std::make_shared<server_metrics>(
                                     actors, admission, std::move(shown)),
                                   std::make_shared<process_metrics>()});
  auto made = std::unique_ptr<metrics_server>{
    new metrics_server{actors, std::move(options), std::move(sources)}};
  auto& table = made->table_;
  auto listening
    = listener::open(made->loop_, made->totals_, made->options_,
                     [&table](int fd, std::string address) {
                       connection::open(table, fd, std::move(address));
                     });
  if (!listening)
    return listening.error();
  made->listener_ = std::move(*listening);
  made->loop_.start();
  made->loop_.post([&who = *made->listener_] { who.start(); });
  return made;
}

metrics_server::~metrics_server() {
  if (!listener_)
    return;
  loop_.post([this] {
    listener_->stop();
    cut_all(table_);
  });
  loop_.stop();
}

} // namespace troupe
