#include <troupe/actors/session.hpp>

#include <troupe/actors/log.hpp>
#include <troupe/actors/relay.hpp>

#include <caf/actor_clock.hpp>

#include <algorithm>

namespace troupe {

namespace {

constexpr std::size_t max_ref_bytes = 256;

rate_limit rate_of(const session_setup& setup, const session_opening& opening) {
  return opening.to->rules.messages.value_or(setup.bounds.messages);
}

} // namespace

session::session(caf::actor_config& config, loop_host* host,
                 const session_setup& setup, session_opening opening,
                 outbox* out)
  : super(config, host),
    setup_(setup),
    opening_(std::move(opening)),
    out_(out),
    bucket_(rate_of(setup, opening_), clock().now()) {
  auto& totals = *setup_.totals;
  count(totals.sessions);
  count(totals.routes[opening_.to->number].open);
  count(totals.routes[opening_.to->number].opened);
  setup_.local->add(opening_.id, this);
  log::debug("session_opened", {{"connection", std::to_string(opening_.id)},
                                {"route", opening_.to->pattern.text()},
                                {"user", opening_.user_id}});
}

caf::behavior session::make_behavior() {
  set_default_handler(
    [this](caf::scheduled_actor*,
           caf::message_view& view) -> caf::result<caf::message> {
      auto content = view.move_content_to_message();
      auto answer = dispatch(content);
      return answer ? std::move(*answer) : caf::message{};
    });
  set_exception_handler([this](std::exception_ptr&) -> caf::error {
    fault("exception in a response handler");
    give_up();
    return caf::exit_reason::unhandled_exception;
  });
  try {
    handlers_ = opening_.to->serve(this, opening_.request);
  } catch (const std::exception& error) {
    fault(error.what());
    give_up();
  }
  // Keeps the actor alive; all else goes through the default handler.
  return {[](caf::tick_atom) {}};
}

bool session::cleanup(caf::error&& reason, caf::execution_unit* unit) {
  if (!getf(is_cleaned_up_flag))
    end();
  return super::cleanup(std::move(reason), unit);
}

// -- for channel authors ------------------------------------------------------

void session::push(const publication& what) {
  answered_ = true;
  push_text(finish(what, {setup_.now(), 0, 0}, ref_));
}

void session::push_text(std::string_view text) {
  out_->offer(frame::text(text));
}

void session::push_binary(std::string_view bytes) {
  out_->offer(frame::binary(bytes));
}

void session::refuse(const problem& why) {
  count(setup_.totals->errors[static_cast<std::size_t>(why.code)]);
  push(to_event(why));
}

void session::close(close_code code, std::string_view reason) {
  if (closed_)
    return;
  out_->close(code, reason);
  closed_ = closed{code, std::string{reason}};
  quit();
}

// -- ending -------------------------------------------------------------------

void session::give_up() {
  count(setup_.totals->failed_sessions);
  close(close_code::server_fault, "Internal server error");
}

void session::end() {
  if (!closed_) { // An exit message, neither the connection nor the channel.
    closed_ = closed{close_code::going_away, {}};
    out_->close(closed_->code, closed_->reason);
  }
  ref_.clear();
  dispatch(closed{*closed_});
  for (auto& member : rooms_)
    leave_room(*member);
  std::erase_if(rooms_, [this](auto& member) {
    if (member->where != membership::stage::admitted)
      setup_.local->adopt(std::move(member));
    return true;
  });
  handlers_ = {};
  setup_.local->remove(opening_.id);
  uncount(setup_.totals->sessions);
  uncount(setup_.totals->routes[opening_.to->number].open);
  log::debug("session_closed",
             {{"connection", std::to_string(opening_.id)},
              {"code", std::to_string(static_cast<unsigned>(closed_->code))},
              {"reason", closed_->reason}});
}

void session::disconnected(close_code code, std::string_view reason) {
  in_context([&] {
    if (!closed_)
      closed_ = closed{code, std::string{reason}};
    quit();
  });
}

void session::drain(std::chrono::milliseconds come_back_after) {
  in_context([&] {
    auto notice = restart_event{};
    notice.retry_after_ms = static_cast<std::uint64_t>(come_back_after.count());
    push(notice);
    close(close_code::restart, notice.message);
  });
}

// -- receiving ----------------------------------------------------------------

void session::receive_text(std::string_view text) {
  in_context([&] {
    if (!allowed(text.size()))
      return;
    if (opening_.to->accepted.takes_raw_text) {
      if (within_rate())
        dispatch(raw_text{std::string{text}});
      return;
    }
    auto object = parse_object(text, setup_.bounds.json_depth);
    if (object)
      handle_object(*object);
    else if (within_rate())
      refuse(object.error());
  });
}

void session::receive_binary(std::string_view bytes) {
  in_context([&] {
    if (!allowed(bytes.size()) || !within_rate())
      return;
    if (opening_.to->accepted.takes_binary)
      dispatch(binary{std::string{bytes}});
    else
      refuse(
        {error_code::unsupported, "Binary messages are not taken here", {}});
  });
}

void session::receive_ping(std::string_view payload) {
  in_context([&] { dispatch(ping_frame{std::string{payload}}); });
}

void session::receive_pong(std::string_view payload) {
  in_context([&] { dispatch(pong_frame{std::string{payload}}); });
}

bool session::allowed(std::size_t bytes) {
  count(setup_.totals->messages_in);
  auto limit = setup_.bounds.message_bytes;
  if (auto rule = opening_.to->rules.message_size)
    limit = std::min(limit, rule->bytes);
  if (bytes <= limit)
    return true;
  count(setup_.totals->oversized);
  close(close_code::too_big, "Message too big");
  return false;
}

bool session::within_rate() {
  auto wait = bucket_.take(clock().now());
  if (!wait) {
    strikes_ -= strikes_ > 0 ? 1 : 0;
    return true;
  }
  if (++strikes_ <= setup_.bounds.rate_strikes) {
    refuse({error_code::rate_limited, "Too many messages", *wait});
  } else {
    count(setup_.totals->flooding_clients);
    close(close_code::policy, "Too many messages");
  }
  return false;
}

void session::handle_object(const json& object) {
  answered_ = false;
  if (take_ref(object) && within_rate())
    dispatch_event(object);
  if (!ref_.empty() && !answered_)
    push(success_event{});
  ref_.clear();
}

bool session::take_ref(const json& object) {
  auto found = object.find("ref");
  if (found == object.end() || found->is_null())
    return true;
  auto text = to_text(*found);
  if ((!found->is_string() && !found->is_number())
      || text.size() > max_ref_bytes) {
    if (within_rate())
      refuse(invalid_field("ref", "must be a number or a short string"));
    return false;
  }
  ref_ = std::move(text);
  return true;
}

void session::dispatch_event(const json& object) {
  auto type = object.find("type");
  auto known = type != object.end() && type->is_string();
  if (known && type->get_ref<const std::string&>() == "ping")
    return push(pong_event{});
  const auto& events = opening_.to->accepted.events;
  auto decode
    = known ? events.find(type->get_ref<const std::string&>()) : events.end();
  if (decode == events.end())
    return refuse({error_code::unknown_type,
                   "Unknown message type: " + shown_type(object),
                   {}});
  auto message = decode->second(object);
  if (!message)
    return refuse(message.error());
  if (!dispatch(*message))
    fault("no handler for " + type->get<std::string>());
}

caf::optional<caf::message> session::dispatch(caf::message& content) {
  auto handlers = handlers_; // A handler may replace them.
  try {
    return handlers(content);
  } catch (const std::exception& error) {
    fault(error.what());
  } catch (...) {
    fault("unknown exception");
  }
  return caf::message{};
}

void session::fault(std::string_view what) {
  count(setup_.totals->faults);
  log::error("handler_failed", {{"connection", std::to_string(opening_.id)},
                                {"route", opening_.to->pattern.text()},
                                {"what", std::string{what}}});
  refuse({error_code::internal, "Internal server error", {}});
}

} // namespace troupe
