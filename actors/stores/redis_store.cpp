#include <troupe/stores/redis_store.hpp>

#include <troupe/stores/unavailable.hpp>

#include <hiredis/hiredis.h>

#include <deque>
#include <string>
#include <utility>

namespace troupe {

namespace {

// Two commands would see two states. The ids come in order; each is followed by
// its value.
constexpr std::string_view read_script = R"(
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], '+',
                               'LIMIT', 0, ARGV[2])) do
  found[#found + 1] = id
  found[#found + 1] = redis.call('HGET', KEYS[2], id) or ''
end
return found)";

std::string escaped(std::string_view text) {
  auto out = std::string{};
  for (auto c : text)
    if (c == '%')
      out += "%25";
    else if (c == ':')
      out += "%3A";
    else
      out += c;
  return out;
}

/// Redis's names for what belongs to one key.
struct key_names {
  key_names(std::string_view collection, std::string_view key) {
    auto both = "troupe:" + escaped(collection) + ':' + escaped(key);
    values = both + ":values";
    order = both + ":order";
  }

  std::string values;
  std::string order;
};

void append(std::vector<redis_command>& out, const store_change& change,
            const key_names& names) {
  const auto& what = change.what;
  if (change.erase) {
    out.push_back({"HDEL", names.values, what.id});
    out.push_back({"ZREM", names.order, what.id});
  } else {
    out.push_back({"HSET", names.values, what.id, what.value});
    out.push_back({"ZADD", names.order, "0", what.id});
  }
}

std::string text_of(const redisReply& reply) {
  return reply.type == REDIS_REPLY_STRING ? std::string{reply.str, reply.len}
                                          : std::string{};
}

} // namespace

redis_store::redis_store(redis_store_options options)
  : options_(std::move(options)) {}

result<void> redis_store::write(const std::vector<store_change>& changes) {
  auto names = std::deque<key_names>{}; // The commands point into it.
  auto commands = std::vector<redis_command>{{"MULTI"}};
  for (const auto& change : changes)
    append(commands, change,
           names.emplace_back(change.what.collection, change.what.key));
  commands.push_back({"EXEC"});
  auto replies = ask(commands);
  if (!replies)
    return replies.error();
  return {};
}

result<std::vector<record>> redis_store::read(const store_query& query) {
  auto names = key_names{query.collection, query.key};
  auto from = query.after.empty() ? "-" : '(' + query.after;
  auto limit = std::to_string(query.limit);
  auto replies
    = ask({{"EVAL", read_script, "2", names.order, names.values, from, limit}});
  if (!replies)
    return replies.error();
  const auto& found = *replies->front();
  auto out = std::vector<record>{};
  for (std::size_t i = 0; i + 1 < found.elements; i += 2)
    out.push_back({query.collection, query.key, text_of(*found.element[i]),
                   text_of(*found.element[i + 1])});
  return out;
}

result<void> redis_store::check() {
  auto replies = ask({{"PING"}});
  if (!replies)
    return replies.error();
  return {};
}

result<std::vector<redis_reply>>
redis_store::ask(const std::vector<redis_command>& commands) {
  if (connection_ && connection_->stale())
    connection_.reset();
  if (!connection_)
    if (auto connected = connect(); !connected)
      return connected.error();
  auto replies = connection_->ask(commands);
  if (!replies)
    connection_.reset();
  return replies;
}

result<void> redis_store::connect() {
  auto now = std::chrono::steady_clock::now();
  if (last_attempt_ && now < *last_attempt_ + options_.reconnect_pause)
    return unavailable("redis: waits before it connects again");
  last_attempt_ = now;
  auto opened = redis_connection::open(options_);
  if (!opened)
    return opened.error();
  connection_ = std::move(*opened);
  return {};
}

} // namespace troupe
