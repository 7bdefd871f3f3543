#include <troupe/actors/contract.hpp>

#include <troupe/protocol/common_events.hpp>

namespace troupe {

namespace {

json schema_of_text() {
  return {{"type", "string"}};
}

json schema_of_bytes() {
  return {{"type", "string"}, {"format", "binary"}};
}

template <author By>
json schema_of_any_event() {
  auto out = schema_of_type(std::nullopt);
  add_ref(out, By);
  return out;
}

} // namespace

namespace detail {

message_shape shape_of_raw_text() {
  return {"raw_text", "text", "text/plain", &schema_of_text};
}

message_shape shape_of_binary() {
  return {"binary", "bytes", "application/octet-stream", &schema_of_bytes};
}

message_shape shape_of_any_event(author by) {
  return {"any_event", "an event of any type", "application/json",
          by == author::client ? &schema_of_any_event<author::client>
                               : &schema_of_any_event<author::server>};
}

} // namespace detail

std::vector<message_shape> common_received(bool with_token) {
  auto out = std::vector{shape_of<ping_event>(author::client)};
  if (with_token)
    out.push_back(shape_of<refresh_event>(author::client));
  return out;
}

std::vector<message_shape> common_sent(bool takes_events) {
  auto out = std::vector{shape_of<error_event>(author::server),
                         shape_of<restart_event>(author::server),
                         shape_of<room_moved_event>(author::server),
                         shape_of<messages_dropped_event>(author::server)};
  if (takes_events) {
    out.push_back(shape_of<pong_event>(author::server));
    out.push_back(shape_of<success_event>(author::server));
  }
  return out;
}

} // namespace troupe
