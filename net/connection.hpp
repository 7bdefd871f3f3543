// One socket, from the accept to the close.
#pragma once

#include <troupe/actors/backlog.hpp>
#include <troupe/actors/keep_alive.hpp>
#include <troupe/actors/node.hpp>
#include <troupe/actors/outbox.hpp>
#include <troupe/net/admission_control.hpp>
#include <troupe/net/codec.hpp>
#include <troupe/net/cork.hpp>
#include <troupe/net/deflate.hpp>
#include <troupe/net/door.hpp>
#include <troupe/net/loop.hpp>
#include <troupe/net/options.hpp>
#include <troupe/net/request_head.hpp>
#include <troupe/net/tls_identity.hpp>
#include <troupe/net/tls_stream.hpp>
#include <troupe/net/trusted_proxies.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace troupe {

class connection;

/// The connections of one loop, and what they share.
/// Thread: its loop's.
struct connection_table {
  const server_options& options;
  const door& rules;
  node& actors;
  counters& totals; ///< Of `actors`, or of a port that is not to count.
  admission_control& admission;
  const tls_identity* tls;        ///< Null: plain.
  const trusted_proxies* proxies; ///< Null: there are none.
  troupe::loop& loop;
  std::size_t loop_index;
  std::unordered_map<connection*, std::shared_ptr<connection>> open;
  std::unique_ptr<deflate> compression{}; ///< Null: there is none.
  /// Of all loops; null: connections stay on theirs.
  const std::vector<std::unique_ptr<connection_table>>* all = nullptr;
  bool cut = false; ///< Nobody comes any more.
};

/// A client's socket: reads the request head, then speaks HTTP once or
/// WebSocket until the end. The session's outbox.
///
/// Thread: its loop's, for everything. When its request has been read it may go
/// to another loop, once.
///
/// Owner: its table, until `die`; then the loop's graves, until the turn is
/// over. The session ends before that, so it never sees a dead outbox.
class connection final : public std::enable_shared_from_this<connection>,
                         public outbox,
                         private poll_handler,
                         private wheel_entry,
                         private turn_guest,
                         private batch_guest,
                         private batch_reader,
                         private codec_events {
public:
  /// Takes over the descriptor.
  static void open(connection_table& table, int fd, std::string address);

  connection(connection_table& table, int fd, std::string address);
  ~connection();

  /// Whether `drain` has something to do.
  bool wants_drain() const noexcept {
    return stage_ == stage::head || stage_ == stage::open;
  }

  /// Tells the client that the server goes down, and closes.
  void drain(std::chrono::milliseconds come_back_after);

  /// Ends it here and now, without a close frame.
  void
  die(close_code code = close_code::abnormal, std::string_view reason = {});

  // -- outbox -----------------------------------------------------------------

  void offer(const frame_ptr& what) override;
  void deliver(const frame_ptr& what) override;
  void deliver_all(const frame_batch_ptr& batch) override;
  void close(close_code code, std::string_view reason) override;

private:
  enum class stage {
    head,      ///< Reads the request.
    waiting,   ///< A service works on the answer.
    moving,    ///< Leaves for another loop at the end of the turn.
    open,      ///< Has a session.
    closing,   ///< Our close frame is queued; waits for the client's.
    lingering, ///< All is said; waits until the client has read it.
    dead,
  };

  void start();

  // -- reading ----------------------------------------------------------------

  void on_ready(bool readable, bool writable) override;
  int input() const override;
  void on_read(int result, std::string_view bytes) override;
  void on_fin();
  void take(std::string_view bytes);
  void take_head(std::string_view bytes);
  void upgrade(admitted what);

  // -- to the loop of its room ------------------------------------------------

  void settle(admitted what);
  void move();
  void stay();
  void arrive();
  void begin();

  /// Counts it for its address, which a trusted proxy may have told.
  std::optional<problem> enter_from_address();
  bool behind_proxy() const;
  void call(door::call what);
  void answer(const http_answer& what, bool head_only = false);

  // -- TLS --------------------------------------------------------------------

  void decrypt(std::string_view bytes);
  void on_plain_client();
  void on_tls_failure();
  void refuse_tls(std::string_view why);
  void end_tls();

  // -- codec_events -----------------------------------------------------------

  void on_text(std::string_view text) override;
  void on_binary(std::string_view bytes) override;
  void on_ping(std::string_view payload) override;
  void on_pong(std::string_view payload) override;
  void on_end(close_code code, std::string_view reason) override;
  void on_violation(close_code code) override;
  void write(std::string_view bytes) override;
  bool wants_more() const override;

  // -- writing ----------------------------------------------------------------

  bool takes_more();
  void put(const frame_ptr& what, bool is_event);
  bool held(const frame_ptr& what, bool is_event);
  void release(const std::vector<frame_ptr>& held);
  void append(const frame& what);
  void append(std::string_view bytes, bool is_message = false);
  void on_turn_end() override;
  send_job output() override;
  void on_sent(int result) override;
  void flush();
  std::size_t count_send();
  void after_send(std::size_t before, cork::outcome outcome);
  void bury();
  void finish_turn();
  void count_waiting();
  std::size_t waiting() const;
  bool output_waits() const;
  void drop_output();
  void await_room();
  void on_drained();
  bool too_slow();
  void give_up();

  // -- time and the end -------------------------------------------------------

  void on_deadline(clock::time_point now) override;
  void check_alive(clock::time_point now);
  void set_deadline(clock::duration from_now);
  void queue_turn_end();
  void linger();
  void end_session(close_code code, std::string_view reason);

  connection_table* table_;
  session_id id_; ///< Of its session too; in the log.
  int fd_;
  std::string address_;
  bool counted_ = false; ///< For its address.
  stage stage_ = stage::head;
  bool blocked_ = false;       ///< The socket takes no more for now.
  bool queued_ = false;        ///< For `on_turn_end`.
  bool write_closed_ = false;  ///< Our FIN is out.
  bool half_closed_ = false;   ///< The client's FIN came before we were done.
  std::optional<closed> told_; ///< What the session is to be told, later.
  troupe::keep_alive alive_;
  cork cork_;
  std::unique_ptr<backlog> backlog_; ///< Null: who is slow is disconnected.
  std::size_t counted_waiting_ = 0;  ///< `waiting()` when it was counted last.
  std::unique_ptr<tls_stream> tls_;  ///< Null: plain.
  std::unique_ptr<request_head> head_;      ///< Until the upgrade.
  std::unique_ptr<admitted> wanted_;        ///< While it moves.
  std::optional<loop_affinity::seat> seat_; ///< From the request on.
  std::unique_ptr<codec> codec_;            ///< From the upgrade on.
  packer* packer_ = nullptr; ///< Null: the client's messages go as they are.
  session_ref session_;      ///< Empty when it has ended.
};

/// Ends all connections of a loop here and now. Thread: the loop's.
void cut_all(connection_table& table);

} // namespace troupe
