#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>

#include <troupe/actors/session.hpp>

namespace chat {

using namespace troupe;

namespace {

constexpr auto collection = "optimized";
constexpr auto id = "value";

// [answer]
/// Longer than the store's own, which answers `unavailable`.
constexpr auto patience = std::chrono::seconds{5};

/// Answers with `data`, or that the store could not.
void answer(session* self, const store_reply& reply, json data) {
  if (reply.trouble.empty())
    self->push(success_event{{std::move(data)}, {}});
  else
    self->refuse({error_code::unavailable, "The store is not available", {}});
}
// [/answer]

void set_value(session* self, const set& wish) {
  auto change = store_change{
    {collection, wish.key, id, to_text(wish.value.value)}, false};
  self->ask(self->store(), patience, store_write{{std::move(change)}},
            [self, key = wish.key](const store_reply& reply) {
              answer(self, reply, {{"key", key}});
            });
}

// [get_value]
void get_value(session* self, const get& wish) {
  self->ask(self->store(), patience, store_query{collection, wish.key, {}, 1},
            [self, key = wish.key](const store_reply& reply) {
              auto value
                = reply.records.empty()
                    ? json{}
                    : json::parse(reply.records.front().value, nullptr, false);
              answer(self, reply, {{"key", key}, {"value", std::move(value)}});
            });
}
// [/get_value]

caf::message_handler optimized_channel(session* self, const handshake&) {
  return {
    [self](const set& wish) { set_value(self, wish); },
    [self](const get& wish) { get_value(self, wish); },
  };
}

} // namespace

void add_optimized(router& routes) {
  routes.add("/optimized", accepts<set, get>, sends<>, optimized_channel);
}

} // namespace chat
