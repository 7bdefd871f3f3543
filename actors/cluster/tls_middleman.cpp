#include <troupe/actors/cluster/tls_middleman.hpp>

#include <troupe/actors/cluster/tls_session.hpp>

#include <caf/detail/socket_guard.hpp>
#include <caf/io/basp_broker.hpp>
#include <caf/io/middleman.hpp>
#include <caf/io/middleman_actor_impl.hpp>
#include <caf/io/network/default_multiplexer.hpp>
#include <caf/io/network/doorman_impl.hpp>
#include <caf/io/network/stream_impl.hpp>
#include <caf/io/scribe.hpp>

#include <memory>
#include <utility>

namespace troupe {

namespace {

namespace network = caf::io::network;
using multiplexer = network::default_multiplexer;
using shared_context = std::shared_ptr<tls_context>;

/// A stream has its policy by value.
class tls_policy {
public:
  explicit tls_policy(std::unique_ptr<tls_session> session)
    : session_(std::move(session)) {}

  auto read_some(std::size_t& done, network::native_socket fd, void* to,
                 std::size_t size) {
    return session_->read_some(done, fd, to, size);
  }

  auto write_some(std::size_t& done, network::native_socket fd,
                  const void* from, std::size_t size) {
    return session_->write_some(done, fd, from, size);
  }

  bool must_read_more(network::native_socket fd, std::size_t least) {
    return session_->must_read_more(fd, least);
  }

private:
  std::unique_ptr<tls_session> session_;
};

/// One connection, for CAF's broker.
class tls_scribe final : public caf::io::scribe {
public:
  tls_scribe(multiplexer& where, network::native_socket fd,
             std::unique_ptr<tls_session> session)
    : scribe(network::conn_hdl_from_socket(fd)),
      stream_(where, fd, std::move(session)) {}

  void configure_read(caf::io::receive_policy::config config) override {
    stream_.configure_read(config);
    if (std::exchange(launched_, true))
      return;
    stream_.start(this);
    stream_.force_empty_write(this); // Who dials speaks first.
  }

  void ack_writes(bool enable) override {
    stream_.ack_writes(enable);
  }

  std::vector<char>& wr_buf() override {
    return stream_.wr_buf();
  }

  std::vector<char>& rd_buf() override {
    return stream_.rd_buf();
  }

  void graceful_shutdown() override {
    stream_.graceful_shutdown();
    detach(&stream_.backend(), false);
  }

  void flush() override {
    stream_.flush(this);
  }

  std::string addr() const override {
    auto found = network::remote_addr_of_fd(stream_.fd());
    return found ? *found : std::string{};
  }

  std::uint16_t port() const override {
    auto found = network::remote_port_of_fd(stream_.fd());
    return found ? *found : std::uint16_t{0};
  }

  void add_to_loop() override {
    stream_.activate(this);
  }

  void remove_from_loop() override {
    stream_.passivate();
  }

private:
  bool launched_ = false;
  network::stream_impl<tls_policy> stream_;
};

caf::io::scribe_ptr
make_scribe(multiplexer& where, network::native_socket fd,
            const shared_context& shared, tls_session::role role) {
  network::nonblocking(fd, true);
  return caf::make_counted<tls_scribe>(
    where, fd, std::make_unique<tls_session>(shared, fd, role));
}

/// The port.
class tls_doorman final : public network::doorman_impl {
public:
  tls_doorman(multiplexer& where, network::native_socket fd,
              shared_context shared)
    : network::doorman_impl(where, fd), shared_(std::move(shared)) {}

  bool new_connection() override {
    if (detached()) // An event that came before its end.
      return false;
    auto& where = acceptor_.backend();
    auto made = make_scribe(where, acceptor_.accepted_socket(), shared_,
                            tls_session::role::is_dialled);
    auto handle = made->hdl();
    parent()->add_scribe(std::move(made));
    return doorman::new_connection(&where, handle);
  }

private:
  shared_context shared_;
};

class tls_middleman final : public caf::io::middleman_actor_impl {
public:
  tls_middleman(caf::actor_config& config, caf::actor broker,
                shared_context shared)
    : middleman_actor_impl(config, std::move(broker)),
      shared_(std::move(shared)) {}

  const char* name() const override {
    return "troupe.tls_middleman";
  }

protected:
  caf::expected<caf::io::scribe_ptr>
  connect(const std::string& host, std::uint16_t port) override {
    if (!shared_)
      return caf::sec::cannot_connect_to_node;
    auto fd = network::new_tcp_connection(host, port);
    if (!fd)
      return std::move(fd.error());
    return make_scribe(where(), *fd, shared_, tls_session::role::dials);
  }

  caf::expected<caf::io::doorman_ptr>
  open(std::uint16_t port, const char* address, bool reuse) override {
    if (!shared_)
      return caf::sec::cannot_open_port;
    auto fd = network::new_tcp_acceptor_impl(port, address, reuse);
    if (!fd)
      return std::move(fd.error());
    return caf::make_counted<tls_doorman>(where(), *fd, shared_);
  }

private:
  multiplexer& where() {
    return static_cast<multiplexer&>(system().middleman().backend());
  }

  shared_context shared_;
};

} // namespace

caf::io::middleman_actor
spawn_tls_middleman(caf::actor_system& system, const cluster_options& options) {
  auto broker
    = system.middleman().named_broker<caf::io::basp_broker>(caf::atom("BASP"));
  return system.spawn<tls_middleman, caf::detached + caf::hidden>(
    std::move(broker), tls_context::load(options));
}

} // namespace troupe
