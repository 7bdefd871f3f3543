// What a server is made of; see server.hpp for what it does.
#pragma once

#include <troupe/net/connection.hpp>
#include <troupe/net/door.hpp>
#include <troupe/net/listener.hpp>
#include <troupe/net/metrics_server.hpp>
#include <troupe/net/server.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <random>
#include <vector>

namespace troupe {

/// Thread: that of the program's main function, but for what says otherwise.
class server::impl {
public:
  impl(caf::actor_system& system, router routes, node_options actors,
       server_options options);
  ~impl();

  std::optional<problem>
  start(std::vector<http_endpoint> endpoints, const service_factory& further);
  std::optional<problem> reload();
  void stop();

  std::uint16_t port() const {
    return listener_ ? listener_->port() : 0;
  }

  std::optional<std::uint16_t> metrics_port() const {
    return metrics_ ? std::optional{metrics_->port()} : std::nullopt;
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
  // -- starting ---------------------------------------------------------------

  std::optional<problem> add_files(std::vector<http_endpoint>& endpoints);
  std::optional<problem> open_rings();
  std::vector<http_service> make_services(const service_factory& further);
  std::optional<problem> load_proxies();
  std::optional<problem> load_identity();
  void make_tables();
  std::optional<problem> listen();
  std::optional<problem> open_metrics();

  /// Gives connections to the loops in turn. Thread: that of the first loop.
  void assign(int fd, std::string address);

  // -- stopping ---------------------------------------------------------------

  /// Lets other nodes have the rooms.
  void hand_over();
  void drain();
  bool patient(std::chrono::steady_clock::time_point deadline) const;

  /// @returns whether there are more to tell.
  bool drain_some(connection_table& table);
  void await_hosted_actors();

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

  server_options options_;
  admission_control admission_;
  std::optional<trusted_proxies> proxies_;
  std::unique_ptr<tls_identity> identity_; ///< Null: plain.
  std::vector<std::unique_ptr<loop>> loops_;
  std::unique_ptr<node> actors_;
  std::unique_ptr<door> rules_;
  std::vector<caf::actor> workers_; ///< Of the services; some are empty.
  std::vector<std::unique_ptr<connection_table>> tables_; ///< One a loop.
  std::unique_ptr<listener> listener_;
  std::unique_ptr<metrics_server> metrics_;
  std::size_t next_ = 0;
  std::minstd_rand random_{std::random_device{}()};
  std::atomic<bool> hurried_{false};
  bool stopped_ = false;
};

} // namespace troupe
