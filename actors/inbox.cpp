#include <troupe/actors/inbox.hpp>

#include <troupe/actors/inbox_events.hpp>
#include <troupe/protocol/publication.hpp>
#include <troupe/protocol/timestamps.hpp>

#include <utility>

namespace troupe {

inbox::inbox(caf::actor_config& config, loop_host* host, room_setup setup,
             inbox_options options)
  : room(config, host, setup), options_(options), setup_(std::move(setup)) {}

json inbox::to_json(const notification& x) {
  return {{"id", x.id},
          {"message", x.message},
          {"created_at", x.created_at},
          {"read", x.read}};
}

problem inbox::unavailable() {
  return {error_code::unavailable, "Notifications are not available", {}};
}

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

// -- commands -----------------------------------------------------------------

caf::result<room_answer> inbox::command(const room_command& request) {
  auto answer = make_response_promise<promise>();
  if (kept_ && !moving_) {
    execute(request, answer);
  } else if (!pausing_ && waiting_.add(request, answer, options_.capacity)) {
    load();
  } else {
    answer.deliver(refusal_of(unavailable()));
  }
  stay_while_busy();
  return answer;
}

void inbox::execute(const room_command& what, promise answer) {
  auto data = json::parse(what.data, nullptr, /*allow_exceptions=*/false);
  if (what.name == "notify" && data.is_object())
    notify(data, std::move(answer));
  else if (what.name == "mark_read" && data.is_object())
    mark_read(data, what.session, std::move(answer));
  else
    answer.deliver(refusal_of(
      {error_code::unsupported, "No such command: " + what.name, {}}));
}

void inbox::notify(const json& data, promise answer) {
  auto changes = std::vector<store_change>{};
  auto gone = std::string{};
  if (full()) {
    const auto* oldest = oldest_read();
    if (!oldest)
      return void(answer.deliver(refusal_of(
        {error_code::unavailable, "The user has too much to read", {}})));
    gone = oldest->id;
    leaving_.insert(gone);
    changes.push_back({record_of(*oldest), true});
  }
  auto made = notification{next_id(), data.value("message", ""),
                           to_rfc3339(setup_.now()), false};
  changes.push_back({record_of(made), false});
  ++arriving_;
  write(std::move(changes), answer,
        [this, made, gone, answer](bool stored) mutable {
          --arriving_;
          leaving_.erase(gone);
          if (!stored)
            return;
          kept_->erase(gone);
          add(made);
          answer.deliver(room_answer{0, {}, {}, to_text({{"id", made.id}})});
        });
}

void inbox::add(const notification& made) {
  kept_->emplace(made.id, made);
  state.publish({troupe::publish(notification_event{made.id, made.message,
                                                    made.created_at, false}),
                 0,
                 0,
                 {}});
}

void inbox::mark_read(const json& data, session_id device, promise answer) {
  auto found = kept_->find(data.value("id", ""));
  if (found == kept_->end())
    return void(answer.deliver(
      refusal_of(invalid_field("id", "there is no such notification"))));
  if (found->second.read)
    return void(answer.deliver(room_answer{}));
  auto read = found->second;
  read.read = true;
  write({{record_of(read), false}}, answer,
        [this, read, device, answer](bool stored) mutable {
          if (!stored)
            return;
          if (auto still = kept_->find(read.id); still != kept_->end())
            still->second.read = true;
          state.publish(
            {troupe::publish(notification_read_event{read.id}), device, 0, {}});
          answer.deliver(room_answer{});
        });
}

bool inbox::full() const {
  return kept_->size() + arriving_ - leaving_.size() >= options_.capacity;
}

/// @returns null when all is unread, or makes place already.
const notification* inbox::oldest_read() const {
  for (const auto& [id, each] : *kept_)
    if (each.read && !leaving_.contains(id))
      return &each;
  return nullptr;
}

} // namespace troupe
