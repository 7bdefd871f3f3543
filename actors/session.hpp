// One connection as an actor.
#pragma once

#include <troupe/actors/channel.hpp>
#include <troupe/actors/counters.hpp>
#include <troupe/actors/interfaces.hpp>
#include <troupe/actors/loop_hosted.hpp>
#include <troupe/actors/membership.hpp>
#include <troupe/actors/outbox.hpp>
#include <troupe/actors/room_handle.hpp>
#include <troupe/actors/router.hpp>
#include <troupe/actors/token_bucket.hpp>
#include <troupe/actors/unanswered.hpp>
#include <troupe/protocol/common_events.hpp>
#include <troupe/protocol/identity.hpp>

#include <caf/event_based_actor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

class authenticator;
class relay_state;

/// What the sessions of one loop share.
struct session_setup {
  limits bounds;
  directory_actor directory;
  relay_actor relay;
  relay_state* local = nullptr; ///< The state of `relay`.
  store_actor store;            ///< Empty when the node has none.
  const authenticator* gate = nullptr;
  std::function<wall_time()> now;
  counters* totals = nullptr;
};

/// What a session is born with.
struct session_opening {
  session_id id = 0;
  std::string user_id;
  std::shared_ptr<const route> to;
  handshake request;
  std::shared_ptr<const identity> who; ///< Empty: anonymous.
};

/// To which request an answer belongs that comes later.
struct pending_answer {
  std::string ref;     ///< JSON text; empty: none.
  bool packed = false; ///< In MessagePack.
};

/// Events that a room tells its other members about this one.
struct announcements {
  publication joined; ///< An empty body means nothing.
  publication left;
};

/// The SESSION: runs the channel of its route for one client. Decodes what the
/// client sends, enforces its limits, keeps its rooms.
///
/// Thread: its connection's loop, for everything.
/// Owner: the connection holds the handle until the session has ended.
class session final : public loop_hosted<caf::event_based_actor> {
public:
  using super = loop_hosted<caf::event_based_actor>;

  /// For `post`.
  static constexpr auto post_patience = std::chrono::seconds{5};

  /// @pre `setup` and `out` outlive the session's last handler.
  session(caf::actor_config& config, loop_host* host,
          const session_setup& setup, session_opening opening, outbox* out);

  // -- for channel authors ----------------------------------------------------

  /// Names this connection; a user may have several.
  session_id key() const noexcept {
    return opening_.id;
  }

  const std::string& user_id() const noexcept {
    return opening_.user_id;
  }

  /// Whose token it was; null for somebody anonymous. Another one after each
  /// refresh.
  const identity* who() const noexcept {
    return opening_.who.get();
  }

  /// Whether the client's token has this permission, now.
  bool may(std::string_view action, std::string_view resource) const noexcept {
    return who() && who()->may(action, resource);
  }

  /// What the client said when it connected.
  const handshake& opening() const noexcept {
    return opening_.request;
  }

  /// Sends the event to this client. While a request is handled this is its
  /// answer, and carries its `ref`.
  template <event T>
  void push(const T& what) {
    push(publish(what));
  }

  void push(const publication& what);

  void push_text(std::string_view text);

  void push_binary(std::string_view bytes);

  /// Answers with an error event.
  void refuse(const problem& why);

  /// The same for a command that a room has refused.
  void refuse(const room_answer& why);

  /// Asks for a place in the room, which is made if there is none; `joined`
  /// says when it is taken. What is broadcast before waits for that.
  room_handle join(std::string kind, std::string room, announcements tell = {});

  /// Asks an actor. What `then` does is part of the answer to the message that
  /// is being handled now: what it pushes carries that one's `ref`. An error,
  /// or nothing within `patience`, gets the client the error `internal`.
  /// @param then takes the reply as `const Reply&`.
  template <class Handle, class Request, class Then>
  void ask(const Handle& whom, std::chrono::milliseconds patience,
           Request&& what, Then then);

  /// The node's STORE, or an empty handle.
  const store_actor& store() const noexcept {
    return setup_.store;
  }

  /// Sends the event to the members of a room that the session need not be in.
  /// @param then takes how many they were, as `const post_receipt&`.
  template <event T, class Then>
  void post(room_key room, const T& what, Then then) {
    ask(setup_.directory, post_patience,
        post_request{std::move(room), publish(what)}, std::move(then));
  }

  /// Has a room of a kind of one's own do something; the room is made if there
  /// is none.
  /// @param data JSON text.
  /// @param then takes a `const room_answer&`; a command that was refused has
  ///        been answered already, with the error.
  template <class Then>
  void command(room_key room, std::string name, std::string data, Then then);

  /// Replaces the channel's handlers.
  void become(caf::message_handler handlers) {
    handlers_ = std::move(handlers);
  }

  /// Ends the connection; nothing is handled afterwards but `closed`.
  void close(close_code code, std::string_view reason = {});

  // -- for the transport: never while a handler of this session runs ----------

  void receive_text(std::string_view text);
  void receive_binary(std::string_view bytes);
  void receive_ping(std::string_view payload);
  void receive_pong(std::string_view payload);

  /// The server goes down: tells the client when to come back, and closes.
  void drain(std::chrono::milliseconds come_back_after);

  /// The connection is gone. Safe to call after the session has ended.
  void disconnected(close_code code, std::string_view reason);

  // -- for the relay ----------------------------------------------------------

  void deliver(const frame_ptr& what, session_id without) {
    if (without != opening_.id)
      out_->deliver(what);
  }

  /// What a room has for this member only.
  void hand(const frame_ptr& what) {
    out_->offer(what);
  }

  void deliver_all(const frame_batch_ptr& batch) {
    out_->deliver_all(batch);
  }

  void admitted(membership& member, const admission& what);
  void forget(const membership& member);
  void lost_room(membership& member);
  void confirmed(const receipt& what);

  /// Its token may have ended.
  void expire();

  /// Closes the connection, on an operator's word.
  void dismiss(close_code code, std::string_view reason);

  /// The path of its route, as it was declared.
  const std::string& route_text() const noexcept {
    return opening_.to->pattern.text();
  }

  // -- for room handles -------------------------------------------------------

  membership* find(const room_key& key);
  void publish_to(const room_key& key, publication what, session_id without);
  void leave(const room_key& key);

  // -- for CAF ----------------------------------------------------------------

  caf::behavior make_behavior() override;
  const char* name() const override {
    return "troupe.session";
  }
  bool cleanup(caf::error&& reason, caf::execution_unit* unit) override;

private:
  // -- receiving --------------------------------------------------------------

  bool allowed(std::size_t bytes);
  bool within_rate();
  std::optional<std::chrono::milliseconds> over_rate();
  void handle_object(const json& object);
  void dispatch_event(const json& object);
  void refuse_type(const json& object);
  void handle_packed(std::string_view bytes);
  bool take_ref(const json& object);
  void refresh(const json& object);

  /// Why the route's rules refuse a message; nothing when they do not.
  std::optional<problem> unauthorized() const;
  bool token_has_expired();
  void watch_expiry();
  void forget_expiry();

  /// A request with a `ref` that had no answer of its own has succeeded.
  void finish_answer();

  /// Calls the channel's handlers; what they throw ends here.
  caf::optional<caf::message> dispatch(caf::message& content);

  template <class T>
  void dispatch(T&& content) {
    auto message = caf::make_message(std::forward<T>(content));
    dispatch(message);
  }

  /// Takes the answer that is still owed out of the current handler.
  pending_answer take_answer();

  /// As `ask`, with what to do instead when there is no answer.
  template <class Handle, class Request, class Then, class Otherwise>
  void ask_or(const Handle& whom, std::chrono::milliseconds patience,
              Request&& what, Then then, Otherwise otherwise);

  template <class Judge>
  void command_by_directory(room_command what, Judge judge);

  /// The room, if the session is in it.
  const room_actor* entered(const room_key& key);

  /// Sees to it that this request fails after `patience`.
  void
  await_answer(caf::message_id request, std::chrono::milliseconds patience);
  void look_for_overdue_at(unanswered::time_point then);
  void give_up_overdue();

  /// Runs `f` as a part of that answer.
  void resume(const pending_answer& to, const std::function<void()>& f);

  void fault(std::string_view what);
  void fault(const caf::error& why);

  // -- ending -----------------------------------------------------------------

  /// The channel cannot go on.
  void give_up();

  /// The last act, on every way out: see `cleanup`.
  void end();
  void leave_room(membership& member);

  const session_setup& setup_;
  session_opening opening_;
  outbox* out_;
  std::optional<closed> closed_; ///< Set when the connection is over.
  caf::message_handler handlers_;
  std::vector<std::unique_ptr<membership>> rooms_;
  token_bucket bucket_;
  token_bucket bytes_;
  std::size_t message_bytes_ = 0; ///< Of the message that is handled.
  std::uint32_t strikes_ = 0;     ///< Refused for their rate, less those taken.
  std::uint32_t commands_by_directory_ = 0; ///< Not answered yet.
  std::unique_ptr<unanswered> asked_;       ///< Null until it asks something.
  std::string ref_; ///< JSON text, while such a request is handled.
  bool answered_ = false;
  bool packed_ = false; ///< The request came in MessagePack.
};

} // namespace troupe

#include <troupe/actors/session_asking.hpp>
