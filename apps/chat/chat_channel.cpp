#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>

#include <troupe/actors/session.hpp>
#include <troupe/protocol/names.hpp>
#include <troupe/protocol/utf8.hpp>

#include <caf/actor_clock.hpp>

#include <memory>

namespace chat {

using namespace troupe;

namespace {

constexpr auto typing_patience = std::chrono::seconds{10};

/// The session's own timer: whether it still types.
struct typing_check {};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, typing_check&) {
  return f();
}

maybe<std::string> name_of_visitor(const handshake& opening) {
  constexpr std::size_t max_code_points = 64;
  const auto& name = opening.query_param("name");
  if (!valid_name(name, 4 * max_code_points)
      || utf8::length(name) > max_code_points)
    return {};
  return name;
}

/// One member of a chat room.
class visitor {
public:
  visitor(session* self, const handshake& opening)
    : self_(self),
      name_(name_of_visitor(opening)),
      room_(self->join(
        "chat", opening.param("room_id"),
        {publish(user_joined{"A user joined the room", id(), name_, {}}),
         publish(user_left{"A user left the room", id(), name_, {}})})) {}

  void greet(const joined& where) {
    self_->push(
      welcome{"Welcome to room " + where.room, id(), name_, where.members, {}});
  }

  void say(const chat_message& line) {
    room_.broadcast(said{line.message, id(), name_, {}, {}});
  }

  void start_typing() {
    room_.broadcast(user_typing{id(), name_, {}}, except{self_});
    typed_at_ = self_->clock().now();
    if (!std::exchange(typing_, true) && !timer_runs_)
      watch_typing(typing_patience);
  }

  void stop_typing() {
    typing_ = false;
    room_.broadcast(user_stopped_typing{id(), name_, {}}, except{self_});
  }

  /// Without one timer a key stroke: looks again when the patience may be over.
  void check_typing() {
    timer_runs_ = false;
    if (!typing_)
      return;
    auto quiet = self_->clock().now() - typed_at_;
    if (quiet >= typing_patience)
      stop_typing();
    else
      watch_typing(typing_patience - quiet);
  }

  void go() {
    if (typing_)
      stop_typing();
  }

private:
  const std::string& id() const {
    return self_->user_id();
  }

  void watch_typing(std::chrono::steady_clock::duration wait) {
    timer_runs_ = true;
    self_->delayed_send(self_, wait, typing_check{});
  }

  session* self_;
  maybe<std::string> name_;
  room_handle room_;
  std::chrono::steady_clock::time_point typed_at_;
  bool typing_ = false;
  bool timer_runs_ = false;
};

caf::message_handler chat_channel(session* self, const handshake& opening) {
  auto me = std::make_shared<visitor>(self, opening);
  return {
    [me](const joined& where) { me->greet(where); },
    [me](const chat_message& line) { me->say(line); },
    [me](const typing_start&) { me->start_typing(); },
    [me](const typing_stop&) { me->stop_typing(); },
    [me](const typing_check&) { me->check_typing(); },
    [me](const closed&) { me->go(); },
  };
}

} // namespace

void add_chat(router& routes) {
  routes.add("/chat/:room_id", accepts<chat_message, typing_start, typing_stop>,
             sends<welcome, user_joined, user_left, said, user_typing,
                   user_stopped_typing>,
             chat_channel);
}

} // namespace chat
