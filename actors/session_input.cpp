// What a session makes of what its client sends.
#include <troupe/actors/session.hpp>

#include <troupe/actors/authenticator.hpp>
#include <troupe/protocol/message_pack.hpp>

#include <algorithm>

namespace troupe {

namespace {

constexpr std::size_t max_ref_bytes = 256;

} // namespace

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
    if (!allowed(bytes.size()))
      return;
    if (opening_.to->accepted.takes_message_pack)
      return handle_packed(bytes);
    if (!within_rate())
      return;
    if (opening_.to->accepted.takes_binary)
      dispatch(binary{std::string{bytes}});
    else
      refuse(
        {error_code::unsupported, "Binary messages are not taken here", {}});
  });
}

void session::handle_packed(std::string_view bytes) {
  packed_ = true;
  auto object = parse_message_pack(bytes, setup_.bounds.json_depth);
  if (object)
    handle_object(*object);
  else if (within_rate())
    refuse(object.error());
  packed_ = false;
}

void session::receive_ping(std::string_view payload) {
  in_context([&] { dispatch(ping_frame{std::string{payload}}); });
}

void session::receive_pong(std::string_view payload) {
  in_context([&] { dispatch(pong_frame{std::string{payload}}); });
}

bool session::allowed(std::size_t bytes) {
  count(setup_.totals->messages_in);
  message_bytes_ = bytes;
  if (token_has_expired())
    return false;
  auto limit = setup_.bounds.message_bytes;
  if (auto rule = opening_.to->rules.message_size)
    limit = std::min(limit, rule->bytes);
  if (bytes <= limit)
    return true;
  count(setup_.totals->oversized);
  close(close_code::too_big, "Message too big");
  return false;
}

std::optional<std::chrono::milliseconds> session::over_rate() {
  auto now = clock().now();
  if (auto wait = bucket_.take(now))
    return wait;
  return bytes_.take(now, static_cast<double>(message_bytes_));
}

bool session::within_rate() {
  auto wait = over_rate();
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
  finish_answer();
}

void session::finish_answer() {
  if (!ref_.empty() && !answered_)
    push(success_event{});
  ref_.clear();
  packed_ = false;
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

std::optional<problem> session::unauthorized() const {
  const auto& rule = opening_.to->rules.each_message;
  if (!rule)
    return std::nullopt;
  if (!who())
    return problem{error_code::unauthorized, "Not authenticated", {}};
  if (permits(*who(), rule->action, opening_.request.params))
    return std::nullopt;
  return problem{error_code::access_denied, "Access denied", {}};
}

void session::dispatch_event(const json& object) {
  auto found = object.find("type");
  if (found == object.end() || !found->is_string())
    return refuse_type(object);
  const auto& accepted = opening_.to->accepted;
  const auto& spelled = found->get_ref<const std::string&>();
  auto type = accepted.loose ? loose_type(spelled) : spelled;
  if (type == name_of<ping_event>())
    return push(pong_event{});
  if (type == name_of<refresh_event>() && who())
    return refresh(object);
  if (auto refused = unauthorized())
    return refuse(*refused);
  auto decode = accepted.events.find(type);
  if (decode == accepted.events.end() && !accepted.takes_any_event)
    return refuse_type(object);
  auto message = decode == accepted.events.end()
                   ? result<caf::message>{caf::make_message(
                     any_event{spelled, to_text(object)})}
                   : decode->second(object);
  if (!message)
    return refuse(message.error());
  if (!dispatch(*message))
    fault("no handler for " + type);
}

void session::refuse_type(const json& object) {
  refuse({error_code::unknown_type,
          "Unknown message type: " + shown_type(object),
          {}});
}

} // namespace troupe
