#include <troupe/actors/inbox.hpp>

#include <troupe/actors/inbox_events.hpp>
#include <troupe/actors/log.hpp>
#include <troupe/protocol/common_events.hpp>
#include <troupe/protocol/publication.hpp>
#include <troupe/protocol/timestamps.hpp>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace troupe {

namespace {

problem unavailable() {
  return {error_code::unavailable, "Notifications are not available", {}};
}

json to_json(const notification& x) {
  return {{"id", x.id},
          {"message", x.message},
          {"created_at", x.created_at},
          {"read", x.read}};
}

void reply(caf::typed_response_promise<room_answer> to, room_answer what) {
  to.deliver(std::move(what));
}

/// @returns nothing for a record that is none of ours.
std::optional<notification> from_record(const record& what) {
  auto x = json::parse(what.value, nullptr, /*allow_exceptions=*/false);
  if (!x.is_object())
    return std::nullopt;
  return notification{what.id, x.value("message", ""),
                      x.value("created_at", ""), x.value("read", false)};
}

} // namespace

inbox::inbox(caf::actor_config& config, loop_host* host, room_setup setup,
             inbox_options options)
  : room(config, host, setup), options_(options), setup_(std::move(setup)) {}

// -- devices ------------------------------------------------------------------

void inbox::join(const join_request& request) {
  room::join(request);
  if (state.retiring())
    return; // It is on its way to the next one.
  if (kept_)
    return greet(request.session);
  ungreeted_.push_back(request.session);
  load();
}

void inbox::greet(session_id device) {
  auto unread = json::array();
  for (const auto& [id, each] : *kept_)
    if (!each.read)
      unread.push_back(to_json(each));
  state.tell_one(troupe::publish(notifications_event{{std::move(unread)}}),
                 device);
}

// -- the store ----------------------------------------------------------------

void inbox::load() {
  if (pausing_ || std::exchange(loading_, true))
    return;
  if (!setup_.store)
    return loaded({}); // Nothing survives this actor.
  auto all = store_query{
    kind, setup_.key.name, {}, static_cast<std::uint32_t>(options_.capacity)};
  request(setup_.store, options_.store_patience, std::move(all))
    .then([this](const store_reply& x) { loaded(x); },
          [this](const caf::error&) { unreachable("no answer"); });
}

void inbox::loaded(const store_reply& reply) {
  if (!reply.trouble.empty())
    return unreachable(reply.trouble);
  loading_ = false;
  kept_.emplace();
  for (const auto& each : reply.records)
    if (auto x = from_record(each)) {
      last_id_ = x->id;
      kept_->emplace(x->id, std::move(*x));
    }
  told_ = 0;
  for (auto device : std::exchange(ungreeted_, {}))
    greet(device);
  waiting_.serve([this](const auto& what, auto answer) {
    execute(what, std::move(answer));
  });
}

void inbox::unreachable(std::string_view why) {
  log::debug("inbox_not_loaded",
             {{"user", setup_.key.name}, {"why", std::string{why}}});
  for (; told_ < ungreeted_.size(); ++told_)
    state.tell_one(troupe::publish(to_event(unavailable())), ungreeted_[told_]);
  waiting_.serve([](const auto&, auto answer) {
    reply(std::move(answer), refusal_of(unavailable()));
  });
  loading_ = false;
  if (state.status().members == 0)
    return state.settle();
  pausing_ = true;
  wake_after(options_.retry_after, 0);
}

void inbox::woken(std::uint64_t) {
  pausing_ = false;
  load();
}

void inbox::write(std::vector<store_change> changes, promise answer,
                  std::function<void()> then) {
  if (!setup_.store)
    return then();
  request(setup_.store, options_.store_patience,
          store_write{std::move(changes)})
    .then(
      [this, answer, then = std::move(then)](const store_reply& x) mutable {
        if (x.trouble.empty())
          then();
        else
          reply(answer, refusal_of(unavailable()));
        state.settle();
      },
      [this, answer](const caf::error&) mutable {
        reply(answer, refusal_of(unavailable()));
        state.settle();
      });
}

// -- commands -----------------------------------------------------------------

caf::result<room_answer> inbox::command(const room_command& request) {
  auto answer = make_response_promise<promise>();
  if (kept_) {
    execute(request, answer);
  } else if (!pausing_ && waiting_.add(request, answer, options_.capacity)) {
    load();
  } else {
    reply(answer, refusal_of(unavailable()));
  }
  return answer;
}

void inbox::execute(const room_command& what, promise answer) {
  auto data = json::parse(what.data, nullptr, /*allow_exceptions=*/false);
  if (what.name == "notify" && data.is_object())
    notify(data, std::move(answer));
  else if (what.name == "mark_read" && data.is_object())
    mark_read(data, what.session, std::move(answer));
  else
    reply(answer,
          refusal_of(
            {error_code::unsupported, "No such command: " + what.name, {}}));
}

void inbox::notify(const json& data, promise answer) {
  auto changes = std::vector<store_change>{};
  if (kept_->size() >= options_.capacity) {
    auto place = make_place();
    if (!place)
      return reply(answer, refusal_of({error_code::unavailable,
                                       "The user has too much to read",
                                       {}}));
    changes.push_back(std::move(*place));
  }
  auto made = notification{next_id(), data.value("message", ""),
                           to_rfc3339(setup_.now()), false};
  changes.push_back({record_of(made), false});
  write(std::move(changes), answer, [this, made, answer]() mutable {
    kept_->emplace(made.id, made);
    state.publish({troupe::publish(notification_event{made.id, made.message,
                                                      made.created_at, false}),
                   0,
                   0,
                   {}});
    reply(answer, room_answer{0, {}, {}, to_text({{"id", made.id}})});
  });
}

void inbox::mark_read(const json& data, session_id device, promise answer) {
  auto found = kept_->find(data.value("id", ""));
  if (found == kept_->end())
    return reply(
      answer, refusal_of(invalid_field("id", "there is no such notification")));
  if (found->second.read)
    return reply(answer, room_answer{});
  auto read = found->second;
  read.read = true;
  write({{record_of(read), false}}, answer,
        [this, read, device, answer]() mutable {
          if (auto still = kept_->find(read.id); still != kept_->end())
            still->second.read = true;
          state.publish(
            {troupe::publish(notification_read_event{read.id}), device, 0, {}});
          reply(answer, room_answer{});
        });
}

std::optional<store_change> inbox::make_place() {
  auto oldest = std::find_if(kept_->begin(), kept_->end(),
                             [](const auto& x) { return x.second.read; });
  if (oldest == kept_->end())
    return std::nullopt;
  auto out = store_change{record_of(oldest->second), true};
  kept_->erase(oldest);
  return out;
}

std::string inbox::next_id() {
  auto now = setup_.now().time_since_epoch().count();
  char text[32];
  std::snprintf(text, sizeof text, "%013llx",
                static_cast<unsigned long long>(now));
  auto made = std::string{text} + "-0000";
  for (auto i = 1; made <= last_id_; ++i) { // Within one millisecond.
    std::snprintf(text, sizeof text, "-%04x", i);
    made = last_id_.substr(0, 13) + text;
  }
  last_id_ = made;
  return made;
}

record inbox::record_of(const notification& what) const {
  auto value = to_json(what);
  value.erase("id");
  return {kind, setup_.key.name, what.id, to_text(value)};
}

} // namespace troupe
