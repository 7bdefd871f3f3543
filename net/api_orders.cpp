#include <troupe/net/api_orders.hpp>

#include <troupe/protocol/names.hpp>
#include <troupe/protocol/utf8.hpp>

namespace troupe {

namespace {

constexpr std::size_t max_names = 1'000;

/// A close frame has room for so much.
constexpr std::size_t max_reason_bytes = 123;

bool may_close_with(std::uint16_t code) {
  return code == 1000 || code == 1001 || code == 1008 || code == 1012
         || code == 1013 || (code >= 4000 && code <= 4999);
}

/// "" when it is no text, which is no valid name.
std::string kind_of(const json& order) {
  auto found = order.find("kind");
  if (found == order.end())
    return "chat";
  return found->is_string() ? found->get<std::string>() : "";
}

/// The names under `field`: a text, or a list of texts.
result<std::set<std::string>> read_names(const json& order, const char* field) {
  auto list = std::vector<std::string>{};
  const auto& value = order.at(field);
  auto one = value.is_string();
  if (one)
    list.push_back(value.get<std::string>());
  else if (auto why = read_field(value, list))
    return invalid_field(field, why);
  if (list.empty() || list.size() > max_names)
    return invalid_field(field, "must have 1 to 1000 names");
  auto out = std::set<std::string>{};
  for (auto& name : list) {
    if (!valid_name(name))
      return invalid_field(field, "is no valid name");
    out.insert(std::move(name));
  }
  return out;
}

std::optional<problem>
read_exceptions(const json& order, broadcast_request& out) {
  auto found = order.find("except");
  if (found == order.end())
    return std::nullopt;
  if (found->is_number()) {
    if (auto why = read_field(*found, out.except))
      return invalid_field("except", why);
    return std::nullopt;
  }
  auto names = read_names(order, "except");
  if (!names)
    return names.error();
  if (!out.all_rooms)
    return invalid_field("except", "must be a session here");
  out.except_rooms = std::move(*names);
  return std::nullopt;
}

} // namespace

std::optional<problem> notification_order::check() const {
  constexpr std::size_t max_code_points = 1'000;
  if (!valid_name(user))
    return invalid_field("user", "is no valid name");
  if (utf8::blank(message) || utf8::length(message) > max_code_points)
    return invalid_field("message", "must have 1 to 1000 code points");
  return std::nullopt;
}

std::optional<problem> disconnect_order::check() const {
  if (!user && !session)
    return invalid_field("user", "or session must be there");
  if (user && !valid_name(*user))
    return invalid_field("user", "is no valid name");
  if (code && !may_close_with(*code))
    return invalid_field("code", "is none that a server may close with");
  if (reason && reason->size() > max_reason_bytes)
    return invalid_field("reason", "must have 123 bytes at most");
  return std::nullopt;
}

result<publication> read_publication(const json& order) {
  auto event = order.find("event");
  if (event == order.end() || !event->is_object())
    return invalid_field("event", "must be an object");
  auto type = event->find("type");
  if (type == event->end() || !type->is_string())
    return invalid_field("event", "must have a type");
  auto numbered = order.find("sequence");
  if (numbered != order.end() && !numbered->is_boolean())
    return invalid_field("sequence", "must be a boolean");
  auto out = publication{};
  out.body = to_text(*event);
  out.body.pop_back(); // Its last brace: the room writes behind it.
  out.wanted.time = !event->contains("timestamp");
  out.wanted.sequence = numbered != order.end() && numbered->get<bool>();
  return out;
}

result<broadcast_request> read_destination(const json& order) {
  auto out = broadcast_request{};
  auto found = 0;
  for (const auto* field :
       {"room", "rooms", "all_rooms", "user", "users", "all_users"}) {
    if (!order.contains(field))
      continue;
    ++found;
    auto of_users = std::string_view{field}.find("user") != std::string::npos;
    out.kind = of_users ? "user" : kind_of(order);
    out.all_rooms = std::string_view{field}.starts_with("all_");
    if (out.all_rooms) {
      if (order.at(field) != json(true))
        return invalid_field(field, "must be true");
      continue;
    }
    auto names = read_names(order, field);
    if (!names)
      return names.error();
    out.names = std::move(*names);
  }
  if (found != 1)
    return refusal("Validation failed: exactly one of room, rooms, all_rooms, "
                   "user, users and all_users must be there");
  if (!valid_name(out.kind))
    return invalid_field("kind", "is no valid name");
  if (auto bad = read_exceptions(order, out))
    return *bad;
  return out;
}

} // namespace troupe
