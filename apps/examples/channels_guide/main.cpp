// The programs of docs/channels.md in one: an auction house.
//
//   GET  ws://127.0.0.1:8080/auction/vase   bid, react, sign in
//   GET  ws://127.0.0.1:8080/pointing/vase  show where
//   GET  ws://127.0.0.1:8080/telegraph      text as it comes
#include <troupe/actors/session.hpp>
#include <troupe/actors/system_config.hpp>
#include <troupe/net/server.hpp>
#include <troupe/net/signals.hpp>

#include <condition_variable>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>

using namespace troupe;

// -- from clients -------------------------------------------------------------

// [events]
/// A client offers money. Unit: whole crowns.
struct bid {
  std::uint64_t amount = 0;
  maybe<std::string> note; // may be missing, or null

  static std::string words_for(const field_error& error) {
    return "Your bid is no good: " + std::string{error.field} + " "
           + std::string{error.why};
  }

  std::optional<problem> check() const {
    if (amount == 0)
      return invalid_field("amount", "must be above zero");
    return std::nullopt;
  }
};
TROUPE_EVENT(bid, "bid", amount, note)
// [/events]

struct sign_in {
  std::string name;
};
TROUPE_EVENT(sign_in, "sign_in", name)

struct ask_price {};
TROUPE_EVENT(ask_price, "ask_price")

struct cheer {};
TROUPE_EVENT(cheer, "cheer")

struct point {
  double x = 0, y = 0;
};
TROUPE_EVENT(point, "point", x, y)

// -- to clients ---------------------------------------------------------------

// [stamps]
/// The highest bid has changed.
struct new_price {
  std::uint64_t amount = 0;
  std::string bidder;
  troupe::timestamp timestamp; // when the room sent it
  sequence seq;                // one more than the one before
};
TROUPE_EVENT(new_price, "new_price", amount, bidder, timestamp, seq)

/// Somebody came or went.
struct attendance {
  std::string user_id;
  head_count count; // how many are there now
};
TROUPE_EVENT(attendance, "attendance", user_id, count)
// [/stamps]

struct price {
  std::uint64_t amount = 0;
};
TROUPE_EVENT(price, "price", amount)

struct cheered {
  std::string user_id;
};
TROUPE_EVENT(cheered, "cheered", user_id)

struct house_notice {
  std::string text;
};
TROUPE_EVENT(house_notice, "house_notice", text)

// -- channels -----------------------------------------------------------------

// [composing]
/// Cheering, for any channel that has a room.
caf::message_handler cheering(session* self, room_handle room) {
  return {
    [=](const cheer&) {
      room.broadcast(cheered{self->user_id()}, except{self});
    },
  };
}
// [/composing]

// [bidder]
/// What a session remembers lives as long as its handlers.
struct bidder {
  std::string name;
  std::uint64_t last = 0;
};

/// The handlers of somebody who has signed in.
caf::message_handler
bidding(session* self, room_handle room, std::string name) {
  auto me = std::make_shared<bidder>(bidder{std::move(name)});
  return {
    [=](const bid& offer) {
      if (offer.amount <= me->last)
        return self->refuse(refusal("You have bid more than that already"));
      me->last = offer.amount;
      room.broadcast(new_price{offer.amount, me->name, {}, {}});
    },
    [=](const ask_price&) { self->push(price{me->last}); },
    [=](const sign_in&) { self->refuse(refusal("You are signed in")); },
  };
}
// [/bidder]

// [auction]
caf::message_handler auction(session* self, const handshake& opening) {
  auto room = self->join("auction", opening.param("item"),
                         {.joined = publish(attendance{self->user_id(), {}}),
                          .left = publish(attendance{self->user_id(), {}})});
  auto common
    = cheering(self, room)
        .or_else(
          [=](const joined& where) {
            self->push(house_notice{"Bidding for " + where.room + "; present: "
                                    + std::to_string(where.members)});
          },
          [=](const closed& end) {
            std::clog << self->user_id()
                      << " left: " << static_cast<unsigned>(end.code) << '\n';
          });
  auto visiting = caf::message_handler{
    [=](const sign_in& who) {
      self->become(bidding(self, room, who.name).or_else(common));
    },
    [=](const bid&) {
      self->refuse({error_code::access_denied, "Sign in first", {}});
    },
    [=](const ask_price&) { self->push(price{}); },
  };
  return visiting.or_else(common);
}
// [/auction]

// [pointing]
struct pointed {
  std::string user_id;
  double x = 0, y = 0;
};
TROUPE_EVENT(pointed, "pointed", user_id, x, y)

/// Where everybody points to. Of one bidder only the latest place matters.
caf::message_handler pointing(session* self, const handshake& opening) {
  auto room = self->join("pointing", opening.param("item"));
  return {
    [=](const point& at) {
      room.broadcast(pointed{self->user_id(), at.x, at.y},
                     conflate{self->user_id()});
    },
  };
}

void add_pointing(router& routes) {
  routes.add("/pointing/:item",
             with(slow_members::latest_only, rate_limit{30, 60}),
             accepts<point>, sends<pointed>, pointing);
}
// [/pointing]

// [frames]
/// Text and binary messages as they come: nothing is decoded.
caf::message_handler telegraph(session* self, const handshake&) {
  return {
    [=](const raw_text& in) {
      if (in.text == "stop")
        return self->close(close_code::normal, "As you wish");
      self->push_text(in.text);
    },
    [=](const binary& in) { self->push_binary(in.bytes); },
    [=](const ping_frame& in) {
      std::clog << "pinged with " << in.payload.size() << " bytes\n";
    },
  };
}
// [/frames]

// [routes]
router make_routes() {
  auto routes = router{};
  routes.add("/auction/:item", with(rate_limit{5, 10}, max_size{4_KiB}),
             accepts<bid, sign_in, ask_price, cheer>,
             sends<new_price, attendance, house_notice, price, cheered>,
             auction);
  routes.add("/telegraph", accepts<raw_text, binary>, sends<raw_text, binary>,
             telegraph);
  return routes;
}
// [/routes]

// -- from the server's own code -----------------------------------------------

// [server_side]
/// Reminds every auction, once a minute, until it is told to stop.
void remind(node& house, const std::stop_token& stop) {
  auto mutex = std::mutex{};
  auto lock = std::unique_lock{mutex};
  auto sleep = std::condition_variable_any{};
  while (!stop.stop_requested()) {
    house.broadcast_all("auction", house_notice{"Bids are binding"});
    sleep.wait_for(lock, stop, std::chrono::minutes{1}, [] { return false; });
  }
}
// [/server_side]

int main() {
  prepare_signals();
  auto config = system_config{};
  auto system = caf::actor_system{config};
  auto routes = make_routes();
  add_pointing(routes);
  auto started = server::start(system, std::move(routes), {}, {});
  if (!started) {
    std::cerr << started.error().message << '\n';
    return 1;
  }
  auto reminder = std::jthread{
    [&](const std::stop_token& stop) { remind((*started)->actors(), stop); }};
  wait_for_stop_signal([] {});
} // the reminder ends before the server that it uses
