#include <troupe/stores/redis_connection.hpp>

#include <troupe/stores/unavailable.hpp>

#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace troupe {

namespace {

using clock = std::chrono::steady_clock;

problem failed(std::string_view why) {
  return unavailable(std::string{"redis: "}.append(why));
}

problem failed_call() {
  return failed(std::strerror(errno));
}

timeval to_timeval(std::chrono::milliseconds time) {
  auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  auto rest = std::chrono::microseconds{time - seconds};
  return {static_cast<time_t>(seconds.count()),
          static_cast<suseconds_t>(rest.count())};
}

/// Waits until the socket can be written to or read from.
result<void> wait_for(int socket, short what, clock::time_point until) {
  for (;;) {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(
      std::max(until - clock::now(), clock::duration{0}));
    auto waited = pollfd{socket, what, 0};
    auto ready = ::poll(&waited, 1, static_cast<int>(left.count()));
    if (ready > 0)
      return {};
    if (ready == 0)
      return failed("no answer in time");
    if (errno != EINTR)
      return failed_call();
  }
}

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

void append(std::string& out, const redis_command& command) {
  auto words = std::vector<const char*>{};
  auto sizes = std::vector<std::size_t>{};
  for (auto word : command) {
    words.push_back(word.data());
    sizes.push_back(word.size());
  }
  char* text = nullptr;
  auto size = ::redisFormatCommandArgv(&text, static_cast<int>(words.size()),
                                       words.data(), sizes.data());
  if (size < 0)
    throw std::bad_alloc{};
  out.append(text, static_cast<std::size_t>(size));
  ::redisFreeCommand(text);
}

/// The first error in a reply: itself, or an element of it.
const redisReply* find_error(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_ERROR)
    return &reply;
  if (reply.type == REDIS_REPLY_ARRAY)
    for (std::size_t i = 0; i < reply.elements; ++i)
      if (auto* found = find_error(*reply.element[i]))
        return found;
  return nullptr;
}

} // namespace

void free_redis_reply::operator()(redisReply* reply) const noexcept {
  ::freeReplyObject(reply);
}

void redis_connection::free_context::operator()(
  redisContext* context) const noexcept {
  ::redisFree(context);
}

result<std::unique_ptr<redis_connection>>
redis_connection::open(const redis_store_options& options) {
  auto made = std::unique_ptr<redis_connection>{
    new redis_connection{options.command_timeout}};
  if (auto connected = made->connect(options); !connected)
    return connected.error();
  if (auto in = made->log_in(options.where); !in)
    return in.error();
  return made;
}

result<void> redis_connection::connect(const redis_store_options& options) {
  context_.reset(
    ::redisConnectWithTimeout(options.where.host.c_str(), options.where.port,
                              to_timeval(options.connect_timeout)));
  if (!context_)
    return failed("out of memory");
  if (context_->err != 0)
    return failed(to_string(options.where) + ": " + context_->errstr);
  return {};
}

result<void> redis_connection::log_in(const redis_url& where) {
  auto database = std::to_string(where.database);
  auto commands = std::vector<redis_command>{};
  if (!where.user.empty())
    commands.push_back({"AUTH", where.user, where.password});
  else if (!where.password.empty())
    commands.push_back({"AUTH", where.password});
  if (where.database != 0)
    commands.push_back({"SELECT", database});
  if (auto done = ask(commands); !done)
    return done.error();
  return {};
}

result<std::vector<redis_reply>>
redis_connection::ask(const std::vector<redis_command>& commands) {
  auto until = clock::now() + timeout_;
  auto bytes = std::string{};
  for (const auto& command : commands)
    append(bytes, command);
  if (auto sent = send(bytes, until); !sent)
    return sent.error();
  auto replies = std::vector<redis_reply>{};
  while (replies.size() < commands.size()) {
    auto reply = receive(until);
    if (!reply)
      return reply.error();
    if (auto* error = find_error(**reply))
      return failed({error->str, error->len});
    replies.push_back(std::move(*reply));
  }
  return replies;
}

bool redis_connection::stale() const {
  char byte = 0;
  auto got = ::recv(context_->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got >= 0 || !would_block();
}

result<void> redis_connection::send(std::string_view bytes, time_point until) {
  while (!bytes.empty()) {
    auto sent = ::send(context_->fd, bytes.data(), bytes.size(),
                       MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    else if (!would_block())
      return failed_call();
    else if (auto ready = wait_for(context_->fd, POLLOUT, until); !ready)
      return ready.error();
  }
  return {};
}

result<redis_reply> redis_connection::receive(time_point until) {
  for (;;) {
    void* reply = nullptr;
    if (::redisGetReplyFromReader(context_.get(), &reply) != REDIS_OK)
      return failed(context_->errstr);
    if (reply)
      return redis_reply{static_cast<redisReply*>(reply)};
    if (auto more = receive_some(until); !more)
      return more.error();
  }
}

result<void> redis_connection::receive_some(time_point until) {
  if (auto ready = wait_for(context_->fd, POLLIN, until); !ready)
    return ready.error();
  auto piece = std::array<char, 16'384>{};
  auto got = ::recv(context_->fd, piece.data(), piece.size(), MSG_DONTWAIT);
  if (got == 0)
    return failed("the server has closed the connection");
  if (got < 0)
    return would_block() ? result<void>{} : failed_call();
  if (::redisReaderFeed(context_->reader, piece.data(),
                        static_cast<std::size_t>(got))
      != REDIS_OK)
    return failed(context_->reader->errstr);
  return {};
}

} // namespace troupe
