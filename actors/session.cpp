#include <troupe/actors/session.hpp>

#include <troupe/actors/authenticator.hpp>
#include <troupe/actors/log.hpp>
#include <troupe/actors/relay.hpp>
#include <troupe/protocol/message_pack.hpp>

#include <caf/actor_clock.hpp>

namespace troupe {

namespace {

/// The session's own timer: time to look for what was asked and not answered.
struct answer_check {};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, answer_check&) {
  return f();
}

/// A message that nobody sends.
struct never {};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, never&) {
  return f();
}

} // namespace

namespace {

rate_limit rate_of(const session_setup& setup, const session_opening& opening) {
  return opening.to->rules.messages.value_or(setup.bounds.messages);
}

rate_limit
byte_rate_of(const session_setup& setup, const session_opening& opening) {
  auto limited = rate_of(setup, opening).per_second > 0;
  return limited ? setup.bounds.bytes : rate_limit{0, 1};
}

} // namespace

session::session(caf::actor_config& config, loop_host* host,
                 const session_setup& setup, session_opening opening,
                 outbox* out)
  : super(config, host),
    setup_(setup),
    opening_(std::move(opening)),
    out_(out),
    bucket_(rate_of(setup, opening_), clock().now()),
    bytes_(byte_rate_of(setup, opening_), clock().now()) {
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
  watch_expiry();
  try {
    handlers_ = opening_.to->serve(this, opening_.request);
  } catch (const std::exception& error) {
    fault(error.what());
    give_up();
  }
  // Keeps the actor alive; all that comes goes through the default handler.
  return {
    [this](answer_check) { give_up_overdue(); },
    [](never) {},
  };
}

bool session::cleanup(caf::error&& reason, caf::execution_unit* unit) {
  if (!getf(is_cleaned_up_flag))
    end();
  return super::cleanup(std::move(reason), unit);
}

// -- for channel authors ------------------------------------------------------

void session::push(const publication& what) {
  answered_ = true;
  auto text = finish(what, {setup_.now(), 0, 0}, ref_);
  if (packed_)
    push_binary(to_message_pack(text));
  else
    push_text(text);
}

void session::push_text(std::string_view text) {
  setup_.local->settle();
  out_->offer(frame::text(text));
}

void session::push_binary(std::string_view bytes) {
  setup_.local->settle();
  out_->offer(frame::binary(bytes));
}

void session::refuse(const problem& why) {
  count(setup_.totals->errors[static_cast<std::size_t>(why.code)]);
  push(to_event(why));
}

void session::close(close_code code, std::string_view reason) {
  if (closed_)
    return;
  setup_.local->settle();
  out_->close(code, reason);
  closed_ = closed{code, std::string{reason}};
  quit();
}

// -- the token ----------------------------------------------------------------

void session::watch_expiry() {
  if (who() && who()->expires)
    setup_.local->watch(this, *who()->expires);
}

void session::forget_expiry() {
  if (who() && who()->expires)
    setup_.local->unwatch(this, *who()->expires);
}

void session::expire() {
  in_context([&] { token_has_expired(); });
}

bool session::token_has_expired() {
  if (closed_ || !who() || !who()->expires || setup_.now() < *who()->expires)
    return closed_.has_value();
  constexpr auto why = "Token expired";
  refuse({error_code::token_expired, why, {}});
  close(close_code::token_expired, why);
  return true;
}

void session::refresh(const json& object) {
  auto wanted = decode<refresh_event>(object);
  if (!wanted)
    return refuse(wanted.error());
  auto found = setup_.gate->verify(wanted->token, key());
  if (!found)
    return refuse(found.error());
  if (found->user_id != user_id())
    return refuse({error_code::access_denied,
                   "Access denied: this token is somebody else's",
                   {}});
  const auto& rule = opening_.to->rules.permission;
  if (rule && !permits(*found, rule->action, opening_.request.params))
    return refuse({error_code::access_denied, "Access denied", {}});
  forget_expiry();
  opening_.who = std::make_shared<const identity>(std::move(*found));
  watch_expiry();
  push(success_event{});
}

// -- handlers -----------------------------------------------------------------

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

void session::await_answer(caf::message_id request,
                           std::chrono::milliseconds patience) {
  if (!asked_)
    asked_ = std::make_unique<unanswered>();
  auto until = clock().now() + patience;
  asked_->add(request, until);
  look_for_overdue_at(until);
}

void session::look_for_overdue_at(unanswered::time_point then) {
  if (asked_->wants_check(then))
    delayed_send(this, then - clock().now(), answer_check{});
}

void session::give_up_overdue() {
  for (auto each : asked_->take_overdue(clock().now()))
    eq_impl(each, ctrl(), context(),
            caf::make_error(caf::sec::request_timeout));
  if (auto next = asked_->next_due())
    look_for_overdue_at(*next);
}

pending_answer session::take_answer() {
  auto out = pending_answer{answered_ ? std::string{} : ref_, packed_};
  ref_.clear();
  answered_ = true;
  return out;
}

void session::resume(const pending_answer& to, const std::function<void()>& f) {
  ref_ = to.ref;
  packed_ = to.packed;
  answered_ = false;
  try {
    f();
  } catch (const std::exception& error) {
    fault(error.what());
  } catch (...) {
    fault("unknown exception");
  }
  finish_answer();
}

void session::fault(std::string_view what) {
  count(setup_.totals->faults);
  log::error("handler_failed", {{"connection", std::to_string(opening_.id)},
                                {"route", opening_.to->pattern.text()},
                                {"what", std::string{what}}});
  refuse({error_code::internal, "Internal server error", {}});
}

void session::fault(const caf::error& why) {
  fault(home_system().render(why));
}

} // namespace troupe
