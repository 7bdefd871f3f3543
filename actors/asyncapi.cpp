#include <troupe/actors/asyncapi.hpp>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace troupe {

namespace {

constexpr auto any_route_note
  = "A message with a `ref` is answered by an event with that `ref`. Fields "
    "that are not listed are ignored. A token may be given on every channel; "
    "who gave one may send `refresh`.";

bool needs_token(const route& which) {
  return which.rules.needs_token || which.rules.each_message;
}

// -- names --------------------------------------------------------------------

std::string identifier(std::string_view text) {
  auto out = std::string{text};
  std::replace_if(
    out.begin(), out.end(),
    [](unsigned char c) { return !std::isalnum(c) && c != '-'; }, '_');
  return out;
}

std::string base_name(const path_pattern& pattern) {
  auto out = std::string{};
  for (const auto& each : pattern.segments())
    if (!each.is_param)
      out += (out.empty() ? "" : "_") + identifier(each.text);
  return out.empty() ? "root" : out;
}

std::string free_name(const json& taken, const path_pattern& pattern) {
  auto base = base_name(pattern);
  auto out = base;
  for (auto i = 2; taken.contains(out); ++i)
    out = base + '_' + std::to_string(i);
  return out;
}

std::string address_of(const path_pattern& pattern) {
  auto out = std::string{};
  for (const auto& each : pattern.segments())
    out += each.is_param ? "/{" + each.text + '}' : '/' + each.text;
  return out.empty() ? "/" : out;
}

json reference(const std::string& pointer) {
  return {{"$ref", "#/" + pointer}};
}

// -- messages -----------------------------------------------------------------

using shapes = std::vector<message_shape>;

json message_of(const message_shape& shape) {
  auto payload = shape.payload();
  auto out = json{{"name", shape.name},
                  {"title", shape.title},
                  {"contentType", shape.content_type}};
  if (payload.contains("/properties/ref"_json_pointer))
    out["correlationId"] = {{"location", "$message.payload#/ref"}};
  out["payload"] = std::move(payload);
  return out;
}

/// One direction of a channel.
struct flow {
  const char* action; ///< What the server does.
  const char* prefix; ///< Of the messages' keys.
  shapes own;         ///< Of this channel.
  shapes common;
};

flow received_by(const route& which) {
  auto out = flow{"receive", "received.", which.received, {}};
  if (!which.accepted.takes_raw_text)
    out.common = common_received(needs_token(which));
  return out;
}

flow sent_by(const route& which) {
  auto with_events = !which.accepted.takes_raw_text;
  return {"send", "sent.", which.sent, common_sent(with_events)};
}

std::string key_of(const flow& way, const message_shape& shape) {
  return way.prefix + std::string{shape.name};
}

void add_messages(json& messages, const flow& way) {
  for (const auto& each : way.common)
    messages[key_of(way, each)]
      = reference("components/messages/" + key_of(way, each));
  for (const auto& each : way.own)
    messages[key_of(way, each)] = message_of(each);
}

// -- channels -----------------------------------------------------------------

std::string description_of(const route& which) {
  auto out = std::string{};
  const auto& rules = which.rules;
  if (which.accepted.takes_message_pack)
    out += "Events may come in MessagePack too, as binary messages; their "
           "answers are in MessagePack then. ";
  if (rules.permission)
    out += "Opening it needs the permission `" + rules.permission->action
           + ":<resource>`. ";
  if (rules.each_message)
    out += "Each message needs the permission `" + rules.each_message->action
           + ":<resource>`. ";
  if (rules.message_size)
    out += "Messages have at most " + std::to_string(rules.message_size->bytes)
           + " bytes. ";
  if (!out.empty())
    out.pop_back();
  return out;
}

json parameters_of(const path_pattern& pattern) {
  auto out = json::object();
  for (const auto& each : pattern.segments())
    if (each.is_param)
      out[each.text] = {{"description",
                         "A name: 1 to 128 bytes of UTF-8, percent-encoded; no "
                         "slash, no control or invisible characters"}};
  return out;
}

json channel_of(const route& which, const flow& in, const flow& out) {
  auto made = json{{"address", address_of(which.pattern)},
                   {"messages", json::object()},
                   {"bindings", {{"ws", {{"method", "GET"}}}}}};
  add_messages(made["messages"], in);
  add_messages(made["messages"], out);
  if (auto parameters = parameters_of(which.pattern); !parameters.empty())
    made["parameters"] = std::move(parameters);
  if (auto text = description_of(which); !text.empty())
    made["description"] = std::move(text);
  return made;
}

json operation_of(const std::string& channel, const route& which,
                  const flow& way) {
  auto out = json{{"action", way.action},
                  {"channel", reference("channels/" + channel)},
                  {"messages", json::array()}};
  for (const auto* list : {&way.own, &way.common})
    for (const auto& each : *list)
      out["messages"].push_back(
        reference("channels/" + channel + "/messages/" + key_of(way, each)));
  if (needs_token(which))
    for (const auto* scheme : {"bearer", "query"})
      out["security"].push_back(
        reference(std::string{"components/securitySchemes/"} + scheme));
  return out;
}

void add_route(json& document, const route& which) {
  auto& channels = document["channels"];
  auto name = free_name(channels, which.pattern);
  auto in = received_by(which);
  auto out = sent_by(which);
  channels[name] = channel_of(which, in, out);
  for (const auto* way : {&in, &out}) {
    document["operations"][way->action + ('_' + name)]
      = operation_of(name, which, *way);
    for (const auto& each : way->common)
      document["components"]["messages"][key_of(*way, each)] = message_of(each);
  }
}

// -- the document -------------------------------------------------------------

/// Only one of them may be given.
json security_schemes() {
  return {{"bearer",
           {{"type", "http"},
            {"scheme", "bearer"},
            {"bearerFormat", "JWT"},
            {"description", "A token in the header `Authorization`"}}},
          {"query",
           {{"type", "httpApiKey"},
            {"in", "query"},
            {"name", "token"},
            {"description", "The same token as a query parameter"}}}};
}

json info_of(const contract_info& info) {
  return {{"title", info.title},
          {"version", info.version},
          {"description", info.description
                            + (info.description.empty() ? "" : ". ")
                            + any_route_note}};
}

} // namespace

json asyncapi_of(const router& routes, const contract_info& info) {
  auto out = json{{"asyncapi", "3.0.0"},
                  {"info", info_of(info)},
                  {"defaultContentType", "application/json"},
                  {"channels", json::object()},
                  {"operations", json::object()}};
  if (!info.host.empty())
    out["servers"]["default"]
      = {{"host", info.host}, {"protocol", info.tls ? "wss" : "ws"}};
  out["components"]["securitySchemes"] = security_schemes();
  for (const auto& each : routes.routes())
    add_route(out, *each);
  return out;
}

} // namespace troupe
