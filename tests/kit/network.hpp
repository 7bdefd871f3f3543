// The wires between the nodes of a simulation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <vector>

namespace troupe {

class simulated_multiplexer;
class trace;

/// What the other nodes see of one that is killed.
enum class peers_see {
  failure, ///< Their connections to it break: its process died.
  silence, ///< Nothing, until they miss its heartbeats: its machine died.
};

/// Carries the bytes between nodes, one read at a time, when the simulation
/// says so. The host name of a node is its name in the simulation. Users see
/// `simulation`.
///
/// Nodes are named by their place in the list of names; the two of a link come
/// in any order.
class network {
public:
  explicit network(std::vector<std::string> names);

  // -- nodes ------------------------------------------------------------------

  /// A node has started. Connections to one that had its name break.
  void add(std::size_t node, simulated_multiplexer& backend);

  /// A node is gone. Nothing if it had gone before.
  void remove(const simulated_multiplexer& backend, peers_see what);

  // -- links ------------------------------------------------------------------

  /// All connections between the two break, what was on its way is lost, and
  /// new ones are refused.
  void cut(std::size_t a, std::size_t b);

  /// All that is sent waits, and nobody is told.
  void silence(std::size_t a, std::size_t b);

  /// What waits is delivered, and new connections are made again.
  void heal(std::size_t a, std::size_t b);

  /// Whether there is a connection that neither of the two has ended, made or
  /// in the making.
  bool connected(std::size_t a, std::size_t b);

  // -- for the multiplexers ---------------------------------------------------

  /// Makes a connection that waits for the other node to accept it.
  /// @returns false if it is refused: nobody listens there, or the link is cut.
  bool dial(simulated_multiplexer& from, const std::string& host,
            std::uint16_t port);

  // -- steps ------------------------------------------------------------------

  /// Looks what can be done now.
  /// @returns the number of choices.
  std::size_t actions();

  /// Does one of them.
  /// @pre nothing has happened since `actions`.
  void run(std::size_t action, trace& out);

private:
  enum class link { up, silent, cut };

  /// One of the two sockets of a connection.
  struct socket {
    std::size_t node = 0;
    simulated_multiplexer* backend = nullptr; ///< Null: its node is gone.
    std::int64_t handle = 0;                  ///< CAF's.
    bool ended = false; ///< Its node was told that the connection is over.
  };

  struct connection {
    socket client;
    socket server;
    std::uint16_t port = 0;
    bool accepted = false;
    bool broken = false; ///< Who has not been told yet will be.
  };

  struct action {
    enum class kind { runs, accepts, reads, loses } what;
    socket* who = nullptr; ///< Null for `runs`.
    connection* on = nullptr;
    std::size_t node = 0; ///< Who runs; otherwise the peer.
  };

  link& between(std::size_t a, std::size_t b);
  static bool joins(const connection& which, std::size_t a, std::size_t b);
  static bool over(const socket& which);
  static bool over(const connection& which);
  void look_at(connection& which);
  void look_at(connection& which, socket& who, const socket& peer);
  void run_job(std::size_t node, trace& out);

  std::vector<std::string> names_;
  std::vector<simulated_multiplexer*> backends_; ///< By node; null: gone.
  std::vector<link> links_;                      ///< A row a node.
  std::list<connection> connections_;            ///< In the order of dialling.
  std::vector<action> actions_;
  std::int64_t last_handle_ = 0;
};

} // namespace troupe
