// What server code that is not C++ may do.
#pragma once

#include <troupe/actors/loop_hosted.hpp>
#include <troupe/actors/node.hpp>
#include <troupe/net/http.hpp>

#include <caf/event_based_actor.hpp>

#include <string>

namespace troupe {

/// Serves `/api/publish`, `/api/notifications`, `/api/disconnect`,
/// `/api/rooms`,
/// `/api/users` and `/api/cluster` (see docs/http-api.md) by asking the actors
/// of a node. Thread: a loop's.
class http_api final : public loop_hosted<caf::event_based_actor> {
public:
  /// @pre `actors` outlives it.
  http_api(caf::actor_config& config, loop_host* host, troupe::node& actors);

  caf::behavior make_behavior() override;

  const char* name() const override {
    return "troupe.http_api";
  }

private:
  void handle(const http_request& request, const http_reply& reply);
  void post(const http_request& request, const http_reply& reply);
  void publish(const json& order, const http_reply& reply);
  void publish_to_one(room_key room, publication what, const http_reply& reply);
  void
  publish_to_many(const json& order, publication what, const http_reply& reply);
  void notify(const json& order, const http_reply& reply);
  void disconnect(const json& order, const http_reply& reply);
  void list_rooms(const http_request& request, const http_reply& reply);
  void show_room(const room_key& room, const http_reply& reply);
  void show_cluster(const http_reply& reply);
  void show_user(const std::string& user_id, const http_reply& reply);

  /// Asks; anything but an answer becomes HTTP 503.
  template <class Handle, class Request, class Then>
  void
  ask(const Handle& whom, Request&& what, const http_reply& reply, Then then);

  /// Asks every relay; `then` takes all of their answers.
  template <class Answer, class Request, class Then>
  void ask_relays(const Request& what, const http_reply& reply, Then then);

  troupe::node& actors_;
};

/// The service in front of it: who has the key gets in.
/// @param key is not empty.
http_service api_service(caf::actor api, std::string key);

} // namespace troupe
