// The connection of a client that has no socket.
#pragma once

#include <troupe/actors/backlog.hpp>
#include <troupe/actors/keep_alive.hpp>
#include <troupe/actors/node.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

/// What stands between a simulated client and its session, as net/connection
/// does over a socket: the queue with its limit, the keep-alive, the end.
/// Users see `client`.
class fake_connection final : public outbox {
public:
  using time_point = keep_alive::time_point;

  /// @param now the virtual steady clock.
  fake_connection(const limits& bounds, counters& totals,
                  std::function<time_point()> now);

  /// What its route says of slow members; else they are disconnected.
  /// @param now the virtual wall clock.
  void apply(slow_members policy, std::function<wall_time()> now);

  // -- outbox -----------------------------------------------------------------

  void offer(const frame_ptr& what) override;
  void deliver(const frame_ptr& what) override;
  void close(close_code code, std::string_view reason) override;

  // -- the client's side ------------------------------------------------------

  using action = std::function<void(session&)>;

  /// Puts something in the line of what the client is to do.
  /// @param verb for the trace, "sends".
  void act(const char* verb, action what);

  bool ready() const noexcept {
    return !actions_.empty();
  }

  /// Does the oldest thing in the line.
  /// @returns its verb.
  const char* act_once();

  /// Ends the connection without a word; the session hears of it.
  void vanish();

  /// The node is gone: ends the connection without a word, and nothing reaches
  /// the session any more.
  void lose();

  /// Its node is gone.
  bool lost() const noexcept {
    return lost_;
  }

  /// From now on it reads that many bytes a second; nothing: all at once.
  void read_at(std::optional<double> bytes_per_second);

  /// It reads nothing more, and its queue counts as full.
  void fill_queue();

  /// It answers no ping any more.
  void fall_silent() noexcept {
    silent_ = true;
  }

  // -- time -------------------------------------------------------------------

  /// Reads for that long, at the client's speed.
  void read(std::chrono::nanoseconds time);

  /// When `check_alive` is due; never for one that has ended.
  std::optional<time_point> deadline() const;

  void check_alive();

  // -- what there is to see ---------------------------------------------------

  /// What came as text, read: one for each of `received`, null for the others.
  const std::vector<json>& events();

  session_ref session;
  std::vector<frame_ptr> received;
  std::optional<closed> end;      ///< How the client saw the connection end.
  std::optional<problem> refusal; ///< Why there was no upgrade.

private:
  void put(const frame_ptr& what, bool is_event);
  bool held(const frame_ptr& what, bool is_event);
  void enqueue(const frame_ptr& what);
  void refill();
  void arrive(const frame_ptr& what);
  void give_up();

  const limits& bounds_;
  counters& totals_;
  std::function<time_point()> now_;
  keep_alive alive_;
  time_point deadline_;
  std::deque<std::pair<const char*, action>> actions_;
  std::vector<json> events_;    ///< Of `received`, as many as were asked for.
  std::deque<frame_ptr> queue_; ///< Sent, not read yet.
  std::unique_ptr<backlog> backlog_; ///< Null: who is slow is disconnected.
  std::function<wall_time()> wall_clock_;
  std::size_t queued_bytes_ = 0;
  std::optional<double> read_rate_; ///< Bytes a second.
  double readable_ = 0;             ///< Bytes that the client may still read.
  bool queue_full_ = false;
  bool silent_ = false;
  bool lost_ = false;
};

} // namespace troupe
