// The way to another node.
#pragma once

#include <troupe/actors/cluster/link_queue.hpp>
#include <troupe/actors/cluster/messages.hpp>
#include <troupe/actors/clustering.hpp>

#include <caf/message_handler.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

namespace troupe {

/// What the cluster gives a new link.
struct peer_link_setup {
  std::string self;
  std::string peer;
  cluster_options options;
  clustering_setup around;
  directory_actor own;
  placement_actor placement;
  cluster_actor cluster;
  std::shared_ptr<peer_totals> totals;
};

/// The LINK's actor: one end of the way to a peer. Rooms here take it for the
/// relay of their members there, so a peer gets one copy of what they send. It
/// ends when the other end is gone, or when too much waits for it.
class peer_link final : public link_actor::base {
public:
  peer_link(caf::actor_config& config, peer_link_setup setup);

  const char* name() const override {
    return "troupe.link";
  }

  behavior_type make_behavior() override;
  void on_exit() override;

private:
  // -- sending ----------------------------------------------------------------

  /// Has it sent, in order.
  /// @param bytes of its texts.
  template <class T>
  void put(T what, std::size_t bytes = 0) {
    put_message(caf::make_message(std::move(what)), bytes);
  }

  void put_message(caf::message what, std::size_t bytes);
  void flush();
  void give_up(const char* why);
  void count_waiting();

  // -- from here --------------------------------------------------------------

  void open(const link_open& x);
  void admit(const admission& x);
  void deliver(const delivery& x);
  void change(const roster_change& x);
  void confirm(const receipt& x);
  void lose(const room_lost& x);
  void join(const far_join& x);
  void forget(const link_forget& x);
  void lose(const caf::down_msg& x);

  /// Asks the peer.
  template <class Answer, class Question>
  caf::typed_response_promise<Answer> ask(const Question& what);
  void expire(const peer_timer& x);

  // -- from there -------------------------------------------------------------

  void receive(const link_batch& x);
  caf::message_handler items();
  void admit_here(const far_admission& x);
  void deliver_here(const far_delivery& x);
  void change_here(const far_roster& x);
  void lose_here(const room_lost& x);
  void join_here(const far_join& x);
  void take_here(const far_handover& x);
  void leave_here(const far_leave& x);
  void publish_here(const far_publish& x);
  caf::message_handler questions(std::uint64_t number);
  template <class Answer, class Handle, class Question>
  void answer(std::uint64_t number, const Handle& whom, const Question& what);
  template <class Answer, class Question, class Add>
  void answer_for_relays(std::uint64_t number, const Question& what, Add add);
  void take(const far_answer& x);
  link_figures figures() const;

  peer_link_setup setup_;
  link_end peer_;
  link_queue queue_;
  bool flushing_ = false; ///< The reminder is on its way.
  std::uint64_t received_ = 0;
  caf::message_handler items_;

  /// Rooms here with members there.
  std::unordered_map<std::uint64_t, room_actor> rooms_;
  std::map<caf::actor_addr, std::uint64_t> epochs_;

  /// Rooms there with members here.
  std::map<room_key, far_room_actor> far_rooms_;
  std::unordered_map<std::uint64_t, far_room_actor> far_epochs_;

  /// Who waits for an answer.
  std::map<std::uint64_t, caf::response_promise> asked_;
  std::uint64_t last_question_ = 0;
};

} // namespace troupe
