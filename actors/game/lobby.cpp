#include <troupe/game/lobby.hpp>

#include <troupe/actors/log.hpp>

#include <caf/send.hpp>
#include <troupe/game/game.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

constexpr auto collection = "games";
constexpr auto key = "all";
constexpr auto create_patience = std::chrono::seconds{2};

problem unavailable(std::string words) {
  return {error_code::unavailable, std::move(words), {}};
}

/// So many digits of base 32, the lowest last.
std::string digits(std::uint64_t number, int count) {
  constexpr auto alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  auto out = std::string(static_cast<std::size_t>(count), '0');
  for (auto i = out.rbegin(); i != out.rend(); ++i, number /= 32)
    *i = alphabet[number % 32];
  return out;
}

bool is_over(const json& summary) {
  return summary.value("status", "") == "finished";
}

} // namespace

lobby::lobby(caf::actor_config& config, loop_host* host, room_setup setup,
             std::shared_ptr<const game_options> options)
  : room(config, host, setup),
    setup_(std::move(setup)),
    options_(std::move(options)) {
  state.keep(true);
}

record lobby::index_record(const json& summary) {
  return {collection, key, summary.value("game_id", ""), to_text(summary)};
}

// -- the store ----------------------------------------------------------------

void lobby::load() {
  if (std::exchange(loading_, true))
    return;
  if (!setup_.store)
    return loaded({});
  auto newest = static_cast<std::uint32_t>(options_->max_listed);
  request(setup_.store, options_->store_patience,
          store_query{collection, key, {}, newest})
    .then([this](const store_reply& x) { loaded(x); },
          [this](const caf::error&) {
            loaded({"no answer", {}});
          });
}

void lobby::loaded(const store_reply& reply) {
  loading_ = false;
  loaded_ = reply.trouble.empty(); // Else who comes next asks again.
  for (const auto& each : reply.records) {
    auto summary = json::parse(each.value, nullptr, false);
    if (!summary.is_object() || games_.contains(each.id))
      continue;
    update(summary);
    if (!is_over(summary))
      look_at(each.id);
  }
  waiting_.serve(
    [this](const auto& what, auto to) { execute(what, std::move(to)); });
}

/// Has the game go on. The list of a store that other nodes do not share may
/// say what was once.
void lobby::look_at(const std::string& game_id) {
  request(state.directory(), create_patience,
          room_command{{game::kind, game_id}, "look", {}, 0})
    .then(
      [this, game_id](const room_answer& x) {
        auto seen = json::parse(x.data, nullptr, /*allow_exceptions=*/false);
        if (x.refused == static_cast<std::uint8_t>(error_code::not_found))
          return forget(game_id);
        if (seen.is_object())
          seen.erase("record");
        update(seen);
      },
      [](const caf::error&) {}); // It says so itself when it goes on.
}

// -- from and to another node -------------------------------------------------

std::string lobby::heritage() {
  if (games_.empty())
    return {};
  auto all = json::array();
  for (const auto& [id, summary] : games_)
    all.push_back(summary);
  return to_text(all);
}

/// Games may have said more to this one already.
void lobby::inherit(const std::string& saved) {
  auto all = json::parse(saved, nullptr, /*allow_exceptions=*/false);
  if (!all.is_array())
    return;
  for (const auto& each : all)
    if (each.is_object() && !games_.contains(each.value("game_id", "")))
      update(each);
}

// -- commands -----------------------------------------------------------------

caf::result<room_answer> lobby::command(const room_command& request) {
  auto to = make_response_promise<promise>();
  if (!loaded_)
    load();
  if (!loading_)
    execute(request, to);
  else if (!waiting_.add(request, to, options_->max_waiting))
    to.deliver(refusal_of(unavailable("Too many wait for the list of games")));
  return to;
}

void lobby::execute(const room_command& what, promise to) {
  auto data = json::parse(what.data, nullptr, /*allow_exceptions=*/false);
  if (!data.is_object())
    data = json::object();
  if (what.name == "create")
    return create(data, std::move(to));
  if (what.name == "list")
    return list(data, std::move(to));
  if (what.name == "update")
    update(data);
  else if (what.name == "forget")
    forget(data.value("game_id", ""));
  to.deliver(room_answer{});
}

void lobby::create(const json& wish, promise to) {
  if (open_ >= options_->max_open) {
    to.deliver(refusal_of(unavailable("Too many games")));
    return;
  }
  auto made = room_command{{game::kind, next_id()}, "create", to_text(wish), 0};
  request(state.directory(), create_patience, std::move(made))
    .then(
      [this, to](const room_answer& x) mutable {
        if (x.refused == 0)
          update(json::parse(x.data, nullptr, false));
        to.deliver(x);
      },
      [to](const caf::error&) mutable {
        to.deliver(refusal_of(unavailable("The game does not answer")));
      });
}

void lobby::list(const json& wish, promise to) const {
  auto limit = wish.value("limit", options_->max_listed);
  auto games = json::array();
  for (const auto& [id, summary] : games_) {
    if (games.size() >= limit)
      break;
    games.push_back(summary);
  }
  to.deliver(room_answer{0, {}, {}, to_text({{"games", std::move(games)}})});
}

void lobby::update(const json& summary) {
  if (!summary.is_object())
    return;
  forget(summary.value("game_id", ""));
  open_ += is_over(summary) ? 0 : 1;
  games_[summary.value("game_id", "")] = summary;
  trim();
}

void lobby::forget(const std::string& game_id) {
  auto found = games_.find(game_id);
  if (found == games_.end())
    return;
  open_ -= is_over(found->second) ? 0 : 1;
  games_.erase(found);
}

/// The oldest that are over go first.
void lobby::trim() {
  while (games_.size() > options_->max_listed) {
    auto oldest = std::find_if(games_.rbegin(), games_.rend(),
                               [](auto& x) { return is_over(x.second); });
    if (oldest == games_.rend())
      return; // `max_open` bounds these.
    games_.erase(std::prev(oldest.base()));
  }
}

/// Ids of newer games are smaller, so that the STORE lists these first.
std::string lobby::next_id() {
  constexpr auto end_of_time = std::uint64_t{1} << 45; // The year 3084.
  auto now
    = static_cast<std::uint64_t>(setup_.now().time_since_epoch().count());
  return digits(end_of_time - now, 9) + digits(setup_.random(), 6);
}

void host_games(node_options& to, game_options options) {
  auto shared = std::make_shared<const game_options>(std::move(options));
  to.room_kinds[game::kind].make
    = [shared](caf::actor_system& system, loop_host* host, room_setup setup) {
        return caf::actor_cast<room_actor>(
          spawn_on<game>(system, host, std::move(setup), shared));
      };
  to.room_kinds[lobby::kind].make
    = [shared](caf::actor_system& system, loop_host* host, room_setup setup) {
        return caf::actor_cast<room_actor>(
          spawn_on<lobby>(system, host, std::move(setup), shared));
      };
}

} // namespace troupe
