#include <apps/common/games_api.hpp>

#include <troupe/actors/loop_hosted.hpp>
#include <troupe/actors/node.hpp>
#include <troupe/game/game.hpp>
#include <troupe/game/lobby.hpp>
#include <troupe/protocol/json.hpp>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

#include <charconv>
#include <cmath>
#include <utility>

namespace apps {

/// A request on its way from its connection's loop to the API's.
struct games_call {
  troupe::http_request request;
  troupe::http_reply reply;
};

} // namespace apps

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(apps::games_call)

namespace apps {

using namespace troupe;

namespace {

constexpr auto patience = std::chrono::seconds{4};
constexpr std::size_t json_depth = 4;
constexpr std::size_t max_listed = 200;

http_answer answer_of(unsigned status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

/// What `POST /api/games` asks for.
struct game_order {
  maybe<std::string> rules;
  maybe<double> minutes; ///< Each; 0: no clock.
  maybe<double> increment_seconds;

  std::optional<problem> check() const {
    if (!(minutes.value_or(0) >= 0 && minutes.value_or(0) <= 180))
      return invalid_field("minutes", "must be 0 to 180");
    auto increment = increment_seconds.value_or(0);
    if (!(increment >= 0 && increment <= 60))
      return invalid_field("increment_seconds", "must be 0 to 60");
    return std::nullopt;
  }
};
TROUPE_EVENT(game_order, "game_order", rules, minutes, increment_seconds)

/// Asks the rooms of games on behalf of HTTP clients.
class games_api final : public loop_hosted<caf::event_based_actor> {
public:
  games_api(caf::actor_config& config, loop_host* host, troupe::node& actors,
            std::string rules, std::string record_type)
    : loop_hosted(config, host),
      rooms_(actors.rooms()),
      rules_(std::move(rules)),
      record_type_(std::move(record_type)) {}

  caf::behavior make_behavior() override {
    return {[this](const games_call& x) { handle(x.request, x.reply); }};
  }

private:
  void handle(const http_request& what, const http_reply& reply) {
    const auto& path = what.where.segments;
    if (what.method == "POST")
      return create(what, reply);
    if (path.size() == 2)
      return list(what, reply);
    look(path[2], path.size() == 4, reply);
  }

  void create(const http_request& what, const http_reply& reply) {
    auto object = parse_unambiguous_object(what.body.empty() ? "{}" : what.body,
                                           json_depth);
    if (!object)
      return reply(to_answer(object.error()));
    auto order = decode<game_order>(*object);
    if (!order)
      return reply(to_answer(order.error()));
    auto wish
      = json{{"rules", order->rules.value_or(rules_)},
             {"time_ms", std::llround(order->minutes.value_or(0) * 60'000)},
             {"increment_ms",
              std::llround(order->increment_seconds.value_or(0) * 1'000)}};
    ask(lobby::address(), "create", wish, reply, [reply](json made) {
      made["url"] = "/game/" + made.value("game_id", "");
      reply(answer_of(201, to_text(made)));
    });
  }

  void list(const http_request& what, const http_reply& reply) {
    auto limit = max_listed;
    const auto& text = what.head.query_param("limit");
    std::from_chars(text.data(), text.data() + text.size(), limit);
    ask(lobby::address(), "list", {{"limit", std::min(limit, max_listed)}},
        reply,
        [reply](const json& all) { reply(answer_of(200, to_text(all))); });
  }

  void look(const std::string& id, bool only_record, const http_reply& reply) {
    ask({game::kind, id}, "look", {}, reply,
        [this, reply, only_record](const json& seen) {
          if (!only_record)
            return reply(answer_of(200, to_text(seen)));
          reply({200, record_type_, seen.value("record", ""), {}});
        });
  }

  template <class Then>
  void ask(room_key room, std::string command, const json& data,
           const http_reply& reply, Then then) {
    request(rooms_, patience,
            room_command{std::move(room), std::move(command), to_text(data), 0})
      .then(
        [reply, then = std::move(then)](const room_answer& x) {
          if (x.refused != 0)
            return reply(to_answer(problem_of(x)));
          then(json::parse(x.data, nullptr, /*allow_exceptions=*/false));
        },
        [reply](const caf::error&) {
          reply(to_answer({error_code::unavailable, "No answer in time", {}}));
        });
  }

  directory_actor rooms_;
  std::string rules_;
  std::string record_type_;
};

std::optional<problem> check(const http_request& what) {
  const auto& path = what.where.segments;
  auto ours = path.size() >= 2 && path.size() <= 4 && path[0] == "api"
              && path[1] == "games" && (path.size() < 4 || path[3] == "record");
  if (!ours)
    return problem{error_code::not_found, "Not found", {}};
  auto may_post = path.size() == 2;
  if (what.method == "GET" || (what.method == "POST" && may_post))
    return std::nullopt;
  return problem{error_code::method_not_allowed,
                 may_post ? "Use GET or POST" : "Use GET",
                 {}};
}

} // namespace

http_service games_service(node& actors, loop_host& host, std::string rules,
                           std::string record_type) {
  auto api = spawn_on<games_api>(host.system(), &host, actors, std::move(rules),
                                 std::move(record_type));
  return {check,
          [api](http_request what, http_reply reply) {
            caf::anon_send(api, games_call{std::move(what), std::move(reply)});
          },
          api};
}

} // namespace apps
