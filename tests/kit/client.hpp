// A client without a socket.
#pragma once

#include <troupe/actors/node.hpp>
#include <troupe/protocol/event.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

class simulation;

/// What a simulated client's connection holds. Users see `client`.
class fake_connection final : public outbox {
public:
  explicit fake_connection(std::size_t queue_limit)
    : queue_limit_(queue_limit) {}

  // -- outbox -----------------------------------------------------------------

  void offer(const frame_ptr& what) override;
  void close(close_code code, std::string_view reason) override;

  // -- for the simulation -----------------------------------------------------

  using action = std::function<void(session&)>;

  void act(action what) {
    actions_.push_back(std::move(what));
  }

  bool ready() const {
    return !actions_.empty();
  }

  /// Does the oldest thing that the client was told to do.
  void act_once();

  /// Reads for that long, at the client's speed.
  void read(std::chrono::nanoseconds time);

  session_ref session;
  std::vector<frame_ptr> received;
  std::optional<closed> end; ///< How the client saw the connection end.
  unsigned refused = 0;      ///< HTTP status, when there was no upgrade.
  double read_rate = 0;      ///< Bytes a second; 0: reads all at once.
  bool gone = false;         ///< Nothing reaches the client any more.

private:
  void take(const frame_ptr& what);
  void drop_slow();

  std::size_t queue_limit_;
  std::deque<action> actions_;
  std::deque<frame_ptr> queue_; ///< Sent, not read yet.
  std::size_t queued_bytes_ = 0;
  double readable_ = 0; ///< Bytes that the client may still read.
  bool closing_ = false;
};

/// A client in a simulation. Copyable; all copies are the same client. What it
/// does happens when the simulation gets to it: `settle` or `step`.
class client {
public:
  explicit client(std::shared_ptr<fake_connection> connection)
    : connection_(std::move(connection)) {}

  // -- what it does -----------------------------------------------------------

  template <event T>
  void sends(const T& what) const {
    sends_text(encode_open(what) + "}");
  }

  void sends_text(std::string text) const;
  void sends_binary(std::string bytes) const;
  void pings(std::string payload = {}) const;
  void
  closes(close_code code = close_code::normal, std::string reason = {}) const;

  /// The connection breaks without a word.
  void vanishes() const;

  /// Its session is ended by an exit message, as a supervisor would do it.
  void kill() const;

  /// From now on it reads that many bytes a (virtual) second.
  void reads_slowly(double bytes_per_second) const;

  // -- what it saw ------------------------------------------------------------

  /// All events so far, oldest first.
  std::vector<json> events() const;

  /// All events of a type, oldest first.
  std::vector<json> all(std::string_view type) const;

  /// The last event of a type. Throws `std::out_of_range`, naming what there
  /// was instead.
  json received(std::string_view type) const;

  std::size_t count(std::string_view type) const;

  /// Frames of a kind, by payload: binary messages, pongs.
  std::vector<std::string> frames(frame::kind what) const;

  /// Why the connection ended; nothing while it is open.
  std::optional<close_code> closed_with() const;

  /// HTTP status of the refusal; 0 when it was let in.
  unsigned refused() const;

  std::string user_id() const;
  session_id key() const;

private:
  std::shared_ptr<fake_connection> connection_;
};

} // namespace troupe
