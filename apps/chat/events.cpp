#include <apps/chat/events.hpp>

#include <troupe/protocol/utf8.hpp>

namespace chat {

std::optional<troupe::problem> chat_message::check() const {
  constexpr std::size_t max_code_points = 1'000;
  if (troupe::utf8::length(message) > max_code_points)
    return troupe::refusal("Message too long");
  if (troupe::utf8::blank(message))
    return troupe::refusal("Message cannot be empty");
  return std::nullopt;
}

} // namespace chat
