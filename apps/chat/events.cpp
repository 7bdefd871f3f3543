#include <apps/chat/events.hpp>

#include <troupe/protocol/names.hpp>
#include <troupe/protocol/utf8.hpp>

namespace chat {

namespace {

std::optional<troupe::problem>
check_name(const char* field, const std::string& value) {
  if (!troupe::valid_name(value))
    return troupe::invalid_field(field, "is no valid name");
  return std::nullopt;
}

} // namespace

std::optional<troupe::problem> chat_message::check() const {
  constexpr std::size_t max_code_points = 1'000;
  if (troupe::utf8::length(message) > max_code_points)
    return troupe::refusal("Message too long");
  if (troupe::utf8::blank(message))
    return troupe::refusal("Message cannot be empty");
  return std::nullopt;
}

std::optional<troupe::problem> send_to_user::check() const {
  return check_name("user_id", user_id);
}

std::optional<troupe::problem> notify::check() const {
  constexpr std::size_t max_code_points = 1'000;
  if (troupe::utf8::length(message) > max_code_points)
    return troupe::invalid_field("message", "is too long");
  if (troupe::utf8::blank(message))
    return troupe::invalid_field("message", "is empty");
  return check_name("user_id", user_id);
}

std::optional<troupe::problem> fail::check() const {
  for (const auto* each :
       {"validation", "authorization", "exception", "timeout"})
    if (how == each)
      return std::nullopt;
  return troupe::invalid_field(
    "how", "must be validation, authorization, exception or timeout");
}

std::optional<troupe::problem> set::check() const {
  return check_name("key", key);
}

std::optional<troupe::problem> get::check() const {
  return check_name("key", key);
}

} // namespace chat
