// What a pool of workers remembers: requests, their order, who carries them
// out. Users see store_pool.hpp.
#pragma once

#include <troupe/stores/key_lines.hpp>
#include <troupe/stores/store_crew.hpp>
#include <troupe/stores/store_request.hpp>
#include <troupe/stores/trouble_log.hpp>

#include <caf/typed_response_promise.hpp>

#include <map>
#include <optional>
#include <string>

namespace troupe {

/// The STORE with its own timers.
using store_pool_actor = store_actor::extend<
  // The oldest request has reached its deadline.
  caf::reacts_to<caf::timeout_atom>,
  // Time to look after the workers.
  caf::reacts_to<caf::tick_atom>>;

class store_pool_state {
public:
  static inline const char* name = "troupe.store_pool";

  using promise = caf::typed_response_promise<store_reply>;

  explicit store_pool_state(store_pool_actor::base* self) : self_(self) {}

  void start(store_pool_setup setup);

  /// Lines the request up, or refuses it.
  promise take(store_request what);

  /// Answers those who have waited for too long.
  void expire();

  /// Replaces workers that do not come back, ends idle ones, checks the rest.
  void look_after();

  /// A worker has ended, without being asked to or after it was.
  void lose(const caf::actor_addr& worker);

  /// Takes no more requests, and ends when all are answered.
  void close();

private:
  using ticket = key_lines::ticket;
  using number = store_crew::number;
  using time_point = store_crew::time_point;

  struct entry {
    store_request what;
    promise asker;
    time_point came;
  };

  // -- requests -> workers ----------------------------------------------------

  void dispatch();
  void go_on(number who);
  void ask(number who, store_crew::member& worker);
  template <class Message>
  void send(number who, store_crew::member& worker, Message what);

  // -- workers -> requests ----------------------------------------------------

  void answered(number who, store_reply reply);
  void checked(number who, const store_reply& reply);
  void set_free(number who);
  void fail_all(number who, const std::string& why);
  void answer(ticket which, store_reply reply);

  // -- the rest ---------------------------------------------------------------

  void set_timer();
  void settle();
  void count_trouble(const std::string& why);
  time_point now() const;

  store_pool_actor::base* self_;
  store_pool_setup setup_;
  key_lines line_;
  std::map<ticket, entry> requests_; ///< Without an answer yet, oldest first.
  std::optional<store_crew> crew_;
  std::optional<trouble_log> trouble_;
  ticket last_ticket_ = 0;
  bool timer_set_ = false;
  bool closing_ = false;
};

} // namespace troupe
