// A client without a socket.
#pragma once

#include <troupe/protocol/event.hpp>
#include <troupe/testkit/fake_connection.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// What a simulated client says when it connects.
struct connect_options {
  std::string token; ///< Goes as a Bearer token; empty: none.
  std::map<std::string, std::string, std::less<>>
    headers; ///< Lower-case names.
  std::string address = "127.0.0.1";
  std::string node; ///< Which to connect to; empty: the first.
};

/// A client in a simulation. Copyable; all copies are the same client. What it
/// does happens when the simulation gets to it: `settle` or `step`.
class client {
public:
  client(std::size_t number, std::shared_ptr<fake_connection> connection)
    : number_(number), connection_(std::move(connection)) {}

  // -- what it does -----------------------------------------------------------

  template <event T>
  void sends(const T& what) const {
    sends_text(encode_open(what) + "}");
  }

  void sends_text(std::string text) const;
  void sends_binary(std::string bytes) const;
  void pings(std::string payload = {}) const;
  void closes(troupe::close_code code = troupe::close_code::normal,
              std::string reason = {}) const;

  /// The connection breaks without a word.
  void vanishes() const;

  /// Its session is ended by an exit message, as a supervisor would do it.
  void kill() const;

  // -- how it behaves; from now on, at once -----------------------------------

  /// It reads that many bytes a (virtual) second; 0: none.
  void reads_slowly(double bytes_per_second) const;

  /// It reads all that comes as it comes: how clients start.
  void reads_freely() const;

  /// It reads nothing more, and its queue is full: the next frame is too much.
  void fills_its_queue() const;

  /// It answers no more pings: its network is gone, and nobody was told.
  void falls_silent() const;

  // -- what it saw ------------------------------------------------------------

  /// All events so far, oldest first.
  std::vector<json> events() const;

  /// Every frame so far as JSON, as it came; null for one that is no text.
  const std::vector<json>& event_frames() const;

  /// All events of a type, oldest first.
  std::vector<json> all(std::string_view type) const;

  /// The last event of a type. Throws `std::out_of_range`, naming what there
  /// was instead.
  json received(std::string_view type) const;

  std::size_t count(std::string_view type) const;

  /// Frames of a kind, by payload: binary messages, pongs.
  std::vector<std::string> frames(frame::kind what) const;

  /// Every frame so far, as it came.
  const std::vector<frame_ptr>& frames() const;

  /// Why the connection ended; nothing while it is open.
  std::optional<troupe::close_code> close_code() const;

  /// HTTP status of the refusal; 0 when it was let in.
  unsigned refused() const;

  /// The refusal as the client reads it; "" when it was let in.
  std::string refusal() const;

  std::string user_id() const;
  session_id key() const;

  /// Clients of a simulation count from 1.
  std::size_t number() const noexcept {
    return number_;
  }

private:
  std::size_t number_;
  std::shared_ptr<fake_connection> connection_;
};

} // namespace troupe
