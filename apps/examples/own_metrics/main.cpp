// A shop that counts its orders, for Prometheus.
//
//   GET  ws://127.0.0.1:8080/orders     {"type":"order","item":"vase"}
//   GET  http://127.0.0.1:9464/metrics  shop_orders_total
#include <troupe/actors/session.hpp>
#include <troupe/actors/system_config.hpp>
#include <troupe/net/server.hpp>
#include <troupe/net/signals.hpp>

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <iostream>
#include <memory>
#include <string>

using namespace troupe;

struct order {
  std::string item;
};
TROUPE_EVENT(order, "order", item)

// [own_metrics]
/// Counts what only the application knows.
struct shop_metrics {
  std::shared_ptr<prometheus::Registry> registry
    = std::make_shared<prometheus::Registry>();
  prometheus::Counter& orders = prometheus::BuildCounter()
                                  .Name("shop_orders_total")
                                  .Help("Orders taken.")
                                  .Register(*registry)
                                  .Add({});
};

server_options options_with(const shop_metrics& metrics) {
  auto options = server_options{};
  options.metrics_port = 9464;
  options.metrics.push_back(metrics.registry); // read with every scrape
  return options;
}
// [/own_metrics]

int main() {
  prepare_signals();
  auto metrics = shop_metrics{};
  auto routes = router{};
  routes.add("/orders", accepts<order>, [&](session* self, const handshake&) {
    return caf::message_handler{[self, &metrics](const order& taken) {
      metrics.orders.Increment();
      self->push(taken);
    }};
  });
  auto config = system_config{};
  auto system = caf::actor_system{config};
  auto started = server::start(system, routes, {}, options_with(metrics));
  if (!started) {
    std::cerr << started.error().message << '\n';
    return 1;
  }
  wait_for_stop_signal([] {});
}
