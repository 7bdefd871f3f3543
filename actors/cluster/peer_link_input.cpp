// What a link does with what comes from the other end.
#include <troupe/actors/cluster/gather.hpp>
#include <troupe/actors/cluster/peer_link.hpp>

#include <utility>

namespace troupe {

void peer_link::receive(const link_batch& x) {
  if (x.first != received_ + 1)
    return give_up("something is missing from what it sends");
  received_ += x.items.size();
  count(setup_.totals->received, x.items.size());
  for (auto item : x.items)
    items_(item);
  send(caf::actor_cast<link_end>(current_sender()), link_ack{received_});
}

caf::message_handler peer_link::items() {
  return {
    [this](const far_delivery& x) { deliver_here(x); },
    [this](const far_roster& x) { change_here(x); },
    [this](const far_publish& x) { publish_here(x); },
    [this](const far_receipt& x) {
      auto found = far_epochs_.find(x.epoch);
      if (found != far_epochs_.end())
        send(found->second, x);
    },
    [this](const far_join& x) { join_here(x); },
    [this](const far_handover& x) { take_here(x); },
    [this](const far_leave& x) { leave_here(x); },
    [this](const far_admission& x) { admit_here(x); },
    [this](const room_lost& x) { lose_here(x); },
    [this](const far_moved& x) {
      auto found = far_rooms_.find(x.room);
      if (found != far_rooms_.end())
        send(found->second, x);
    },
    [this](const broadcast_request& x) { send(setup_.own, x); },
    [this](const far_question& x) {
      auto what = x.what;
      questions(x.number)(what);
    },
    [this](const far_answer& x) { take(x); },
    [this](const node_leaving& x) { send(setup_.cluster, x); },
  };
}

// -- for far rooms ------------------------------------------------------------

void peer_link::admit_here(const far_admission& x) {
  auto found = far_rooms_.find(x.status.room);
  if (found == far_rooms_.end())
    return put(far_leave{x.status.epoch, x.session, true});
  far_epochs_[x.status.epoch] = found->second;
  send(found->second, x);
}

void peer_link::deliver_here(const far_delivery& x) {
  auto found = far_epochs_.find(x.epoch);
  if (found != far_epochs_.end())
    send(found->second, x);
}

void peer_link::change_here(const far_roster& x) {
  auto found = far_epochs_.find(x.told.epoch);
  if (found != far_epochs_.end())
    send(found->second, x);
}

void peer_link::lose_here(const room_lost& x) {
  auto found = far_rooms_.find(x.room);
  if (found != far_rooms_.end())
    send(found->second, x);
  far_epochs_.erase(x.epoch);
}

// -- for rooms ----------------------------------------------------------------

void peer_link::join_here(const far_join& x) {
  send(setup_.placement,
       guest_join{join_request{x.room, x.session, x.user_id, relay_actor{this},
                               x.joined, x.left, x.again, true},
                  this});
}

void peer_link::take_here(const far_handover& x) {
  send(setup_.placement,
       handover{x.room, x.epoch, x.members, x.state, relay_actor{this}});
}

void peer_link::leave_here(const far_leave& x) {
  auto found = rooms_.find(x.epoch);
  if (found != rooms_.end())
    send(found->second, leave_request{x.session, x.moved});
}

void peer_link::publish_here(const far_publish& x) {
  auto found = rooms_.find(x.epoch);
  if (found != rooms_.end())
    send(found->second, x.what);
}

// -- questions ----------------------------------------------------------------

template <class Answer, class Handle, class Question>
void peer_link::answer(std::uint64_t number, const Handle& whom,
                       const Question& what) {
  request(whom, setup_.options.ask_timeout, what)
    .then(
      [this, number](const Answer& x) {
        put(far_answer{number, caf::make_message(x)});
      },
      [this, number](const caf::error&) {
        put(far_answer{number, {}});
      });
}

template <class Answer, class Question, class Add>
void peer_link::answer_for_relays(std::uint64_t number, const Question& what,
                                  Add add) {
  gather_then<Answer>(this, setup_.around.relays, setup_.options.ask_timeout,
                      what, add, [this, number](const Answer& all) {
                        put(far_answer{number, caf::make_message(all)});
                      });
}

caf::message_handler peer_link::questions(std::uint64_t number) {
  return {
    [this, number](const post_request& x) {
      answer<post_receipt>(number, setup_.own, x);
    },
    [this, number](const room_command& x) {
      answer<room_answer>(number, setup_.placement, guest_command{x});
    },
    [this, number](const room_key& x) {
      answer<room_status>(number, setup_.own, x);
    },
    [this, number](caf::get_atom x) {
      answer<std::vector<room_status>>(number, setup_.own, x);
    },
    [this, number](const session_query& x) {
      auto add = [](session_list& all, const session_list& some) {
        all.sessions.insert(all.sessions.end(), some.sessions.begin(),
                            some.sessions.end());
      };
      answer_for_relays<session_list>(number, x, add);
    },
    [this, number](const disconnect_request& x) {
      auto add = [](disconnect_receipt& all, const disconnect_receipt& some) {
        all.sessions += some.sessions;
      };
      answer_for_relays<disconnect_receipt>(number, x, add);
    },
    [this, number](caf::tick_atom) {
      const auto& totals = *setup_.around.totals;
      put(far_answer{number, caf::make_message(
                               node_figures{totals.sessions, totals.rooms})});
    },
  };
}

void peer_link::take(const far_answer& x) {
  auto found = asked_.find(x.number);
  if (found == asked_.end())
    return;
  auto asker = std::move(found->second);
  asked_.erase(found);
  if (x.what.empty())
    asker.deliver(caf::make_error(caf::sec::request_timeout));
  else
    asker.deliver(x.what);
}

} // namespace troupe
