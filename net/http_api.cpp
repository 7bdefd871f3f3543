#include <troupe/net/http_api.hpp>

#include <troupe/actors/inbox.hpp>
#include <troupe/net/api_orders.hpp>
#include <troupe/protocol/json.hpp>
#include <troupe/protocol/names.hpp>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/send.hpp>

#include <openssl/crypto.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace troupe {

/// A request on its way from its connection's loop to the API's.
struct api_call {
  http_request request;
  http_reply reply;
};

} // namespace troupe

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::api_call)

namespace troupe {

namespace {

constexpr auto patience = std::chrono::seconds{4};
constexpr std::size_t json_depth = 32;
constexpr std::size_t max_rooms = 1'000;

http_answer answer_of(unsigned status, const json& body) {
  return {status, "application/json", to_text(body), {}};
}

json to_json(const room_status& x) {
  return {{"kind", x.room.kind},
          {"room", x.room.name},
          {"epoch", x.epoch},
          {"members", x.members},
          {"seq", x.sequence}};
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size()
         && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<problem>
check(const http_request& request, const std::string& key) {
  const auto& path = request.where.segments;
  if (path.empty() || path.front() != "api")
    return problem{error_code::not_found, "Not found", {}};
  if (!equal_in_constant_time(request.head.header("authorization"),
                              "Bearer " + key))
    return problem{error_code::unauthorized, "Invalid API key", {}};
  if (request.method != "GET" && request.method != "POST")
    return problem{error_code::method_not_allowed, "Use GET or POST", {}};
  return std::nullopt;
}

} // namespace

http_service api_service(caf::actor api, std::string key) {
  return {[key = std::move(key)](const http_request& request) {
            return check(request, key);
          },
          [api](http_request request, http_reply reply) {
            caf::anon_send(api, api_call{std::move(request), std::move(reply)});
          },
          api};
}

http_api::http_api(caf::actor_config& config, loop_host* host,
                   troupe::node& actors)
  : loop_hosted(config, host), actors_(actors) {}

caf::behavior http_api::make_behavior() {
  return {[this](const api_call& x) { handle(x.request, x.reply); }};
}

template <class Handle, class Request, class Then>
void http_api::ask(const Handle& whom, Request&& what, const http_reply& reply,
                   Then then) {
  request(whom, patience, std::forward<Request>(what))
    .then(std::move(then), [reply](const caf::error&) {
      reply(to_answer({error_code::unavailable, "No answer in time", {}}));
    });
}

template <class Answer, class Request, class Then>
void http_api::ask_relays(const Request& what, const http_reply& reply,
                          Then then) {
  auto answers = std::make_shared<std::vector<Answer>>();
  auto lookouts = actors_.lookouts();
  for (const auto& each : lookouts)
    ask(each, what, reply,
        [answers, then, all = lookouts.size()](const Answer& x) {
          answers->push_back(x);
          if (answers->size() == all)
            then(*answers);
        });
}

void http_api::handle(const http_request& request, const http_reply& reply) {
  const auto& path = request.where.segments;
  if (request.method == "POST")
    return post(request, reply);
  if (path.size() == 2 && path[1] == "rooms")
    return list_rooms(request, reply);
  if (path.size() == 3 && path[1] == "rooms") {
    const auto& kind = request.head.query_param("kind");
    return show_room({kind.empty() ? "chat" : kind, path[2]}, reply);
  }
  if (path.size() == 2 && path[1] == "cluster")
    return show_cluster(reply);
  if (path.size() == 3 && path[1] == "users")
    return show_user(path[2], reply);
  reply(to_answer({error_code::not_found, "Not found", {}}));
}

void http_api::post(const http_request& request, const http_reply& reply) {
  const auto& path = request.where.segments;
  auto order = parse_unambiguous_object(request.body, json_depth);
  auto what = path.size() == 2 ? path[1] : std::string{};
  if (what != "publish" && what != "notifications" && what != "disconnect")
    return reply(to_answer({error_code::not_found, "Not found", {}}));
  if (!order)
    return reply(to_answer(order.error()));
  if (what == "publish")
    publish(*order, reply);
  else if (what == "notifications")
    notify(*order, reply);
  else
    disconnect(*order, reply);
}

// -- orders -------------------------------------------------------------------

void http_api::publish(const json& order, const http_reply& reply) {
  auto what = read_publication(order);
  if (!what)
    return reply(to_answer(what.error()));
  auto where = read_destination(order);
  if (!where)
    return reply(to_answer(where.error()));
  auto single
    = !where->all_rooms && where->names.size() == 1 && where->except == 0;
  if (single)
    return ask(
      actors_.rooms(),
      post_request{{where->kind, *where->names.begin()}, std::move(*what)},
      reply, [reply](const post_receipt& x) {
        reply(answer_of(200, {{"delivered", x.members}}));
      });
  where->what = std::move(*what);
  actors_.broadcast(std::move(*where));
  reply(answer_of(202, {{"accepted", true}}));
}

void http_api::notify(const json& order, const http_reply& reply) {
  auto wish = decode<notification_order>(order);
  if (!wish)
    return reply(to_answer(wish.error()));
  ask(actors_.rooms(),
      room_command{{inbox::kind, wish->user},
                   "notify",
                   to_text({{"message", wish->message}}),
                   0},
      reply, [reply](const room_answer& x) {
        if (x.refused != 0)
          return reply(to_answer(problem_of(x)));
        reply({201, "application/json", x.data, {}});
      });
}

void http_api::disconnect(const json& order, const http_reply& reply) {
  auto wish = decode<disconnect_order>(order);
  if (!wish)
    return reply(to_answer(wish.error()));
  auto request
    = disconnect_request{wish->user.value_or(""), wish->session.value_or(0),
                         wish->code.value_or(1000), wish->reason.value_or("")};
  ask_relays<disconnect_receipt>(request, reply, [reply](const auto& receipts) {
    auto closed = std::uint64_t{0};
    for (const auto& each : receipts)
      closed += each.sessions;
    reply(answer_of(200, {{"disconnected", closed}}));
  });
}

// -- questions ----------------------------------------------------------------

void http_api::list_rooms(const http_request& request,
                          const http_reply& reply) {
  const auto& query = request.head;
  ask(
    actors_.rooms(), caf::get_atom_v, reply,
    [reply, kind = query.query_param("kind"),
     after = query.query_param("after")](const std::vector<room_status>& all) {
      auto out = json::array();
      for (const auto& each : all)
        if ((kind.empty() || each.room.kind == kind)
            && (after.empty() || each.room.name > after)
            && out.size() < max_rooms)
          out.push_back({{"kind", each.room.kind},
                         {"room", each.room.name},
                         {"epoch", each.epoch}});
      reply(answer_of(200, {{"rooms", std::move(out)}}));
    });
}

void http_api::show_room(const room_key& room, const http_reply& reply) {
  ask(actors_.rooms(), room, reply, [reply](const room_status& x) {
    if (x.epoch == 0)
      return reply(to_answer({error_code::not_found, "No such room", {}}));
    reply(answer_of(200, to_json(x)));
  });
}

void http_api::show_cluster(const http_reply& reply) {
  if (!actors_.others())
    return reply(
      to_answer({error_code::not_found, "This node is in no cluster", {}}));
  ask(actors_.others()->status(), caf::get_atom_v, reply,
      [reply](const std::string& x) {
        reply({200, "application/json", x, {}});
      });
}

void http_api::show_user(const std::string& user_id, const http_reply& reply) {
  ask_relays<session_list>(
    session_query{user_id}, reply, [reply, user_id](const auto& lists) {
      auto sessions = json::array();
      for (const auto& list : lists)
        for (const auto& each : list.sessions)
          sessions.push_back(
            {{"session", each.session}, {"route", each.route}});
      reply(answer_of(200, {{"user_id", user_id},
                            {"online", !sessions.empty()},
                            {"sessions", std::move(sessions)}}));
    });
}

} // namespace troupe
