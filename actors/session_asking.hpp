// How a session asks actors, and rooms above all. Part of session.hpp.
#pragma once

#include <troupe/actors/session.hpp>

#include <caf/detail/type_list.hpp>
#include <caf/detail/type_traits.hpp>

#include <type_traits>
#include <utility>

namespace troupe {

template <class Handle, class Request, class Then, class Otherwise>
void session::ask_or(const Handle& whom, std::chrono::milliseconds patience,
                     Request&& what, Then then, Otherwise otherwise) {
  using arguments = typename caf::detail::get_callable_trait<Then>::arg_types;
  using reply = std::decay_t<caf::detail::tl_head_t<arguments>>;
  auto to = take_answer();
  auto asked = request(whom, caf::infinite, std::forward<Request>(what));
  auto id = asked.id();
  await_answer(id, patience);
  asked.then(
    [this, id, to, then = std::move(then)](const reply& x) {
      asked_->remove(id);
      resume(to, [&] { then(x); });
    },
    [this, id, to, otherwise = std::move(otherwise)](const caf::error& why) {
      asked_->remove(id);
      resume(to, [&] { otherwise(why); });
    });
}

template <class Handle, class Request, class Then>
void session::ask(const Handle& whom, std::chrono::milliseconds patience,
                  Request&& what, Then then) {
  ask_or(whom, patience, std::forward<Request>(what), std::move(then),
         [this](const caf::error& why) { fault(why); });
}

template <class Judge>
void session::command_by_directory(room_command what, Judge judge) {
  ++commands_by_directory_;
  ask_or(
    setup_.directory, post_patience, std::move(what),
    [this, judge](const room_answer& answer) {
      --commands_by_directory_;
      judge(answer);
    },
    [this](const caf::error& why) {
      --commands_by_directory_;
      fault(why);
    });
}

template <class Then>
void session::command(room_key room, std::string name, std::string data,
                      Then then) {
  auto what
    = room_command{std::move(room), std::move(name), std::move(data), key()};
  auto judge = [this, then = std::move(then)](const room_answer& answer) {
    if (answer.refused == 0)
      return then(answer);
    refuse(answer);
  };
  // Straight there, as its leave, so that what a member says last comes before
  // that; but not past what it has said before it was one.
  auto* inside = commands_by_directory_ == 0 ? entered(what.room) : nullptr;
  if (!inside)
    return command_by_directory(std::move(what), std::move(judge));
  ask_or(*inside, post_patience, what, judge,
         [this, what, judge](const caf::error& why) {
           if (why != caf::sec::request_receiver_down)
             return fault(why);
           command_by_directory(what, judge);
         });
}

} // namespace troupe
