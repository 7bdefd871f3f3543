// CAF's networking without sockets.
#pragma once

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/io/doorman.hpp>
#include <caf/io/network/test_multiplexer.hpp>
#include <caf/io/scribe.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <string>

namespace troupe {

class network;

/// What runs under CAF's own BASP code in a simulated node: sockets are pairs
/// of buffers, and nothing moves by itself. Who connects and listens inside the
/// node does so as ever; the network decides what comes of it.
class simulated_multiplexer final : public caf::io::network::test_multiplexer {
public:
  simulated_multiplexer(caf::actor_system& system, network& wires);

  // -- what the node does -----------------------------------------------------

  caf::expected<caf::io::scribe_ptr>
  new_tcp_scribe(const std::string& host, std::uint16_t port) override;

  /// Port 0 stands for the highest one that is free.
  caf::expected<caf::io::doorman_ptr>
  new_tcp_doorman(std::uint16_t port, const char* address, bool reuse) override;

  // -- its brokers ------------------------------------------------------------

  /// The broker, or the piece of work, that is next; null: there is none.
  caf::resumable* next_job() const;

  /// @pre there is one.
  void run_job();

  // -- its sockets; a handle is one of a connection ---------------------------

  bool listens(std::uint16_t port);

  /// Joins the socket `here`, still to be accepted, with the socket `there`.
  void
  prepare(std::uint16_t port, std::int64_t here, simulated_multiplexer& peer,
          const std::string& host, std::int64_t there);

  bool can_accept(std::uint16_t port);

  /// @pre `can_accept`.
  void accept(std::uint16_t port, std::int64_t handle);

  bool can_read(std::int64_t handle);

  /// Reads one header or payload.
  /// @pre `can_read`.
  void read(std::int64_t handle);

  /// Whether the node has ended the connection by itself.
  bool has_closed(std::int64_t handle);

  /// Whether there is somebody to tell that the connection is over.
  bool can_lose(std::int64_t handle);

  /// Tells that the connection is over.
  /// @pre `can_lose`.
  void lose(std::int64_t handle);

protected:
  void exec_later(caf::resumable* job) override;

private:
  std::uint16_t free_port();

  network& wires_;
  std::deque<caf::resumable*> jobs_; ///< The base class owns them.
};

/// Has the system of this configuration do its networking over `wires`, which
/// must outlive it.
void load_network(caf::actor_system_config& config, network& wires);

/// @pre `load_network` was called for it.
simulated_multiplexer& multiplexer_of(caf::actor_system& system);

/// The actor that connects and listens.
caf::strong_actor_ptr middleman_of(caf::actor_system& system);

/// Asks the system's middleman to listen on a port, with or without an actor.
/// @param then called in one of the next steps, whether it worked or not.
void publish_at(caf::actor_system& system, std::uint16_t port,
                caf::strong_actor_ptr whom, std::set<std::string> signatures,
                std::function<void()> then);

/// Asks the system's middleman for the actor behind a port.
/// @param then called in one of the next steps; with null if it is refused, or
///        there is none.
void dial_from(caf::actor_system& system, std::string host, std::uint16_t port,
               std::function<void(caf::strong_actor_ptr)> then);

} // namespace troupe
