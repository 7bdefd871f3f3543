#include <apps/load/floor/room_server.hpp>

#include <apps/load/floor/upgrade.hpp>
#include <apps/load/payload.hpp>

#include <algorithm>
#include <cerrno>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace load {

namespace {

constexpr std::size_t max_message_bytes = 16 << 20;
constexpr std::size_t max_head_bytes = 16 << 10;
constexpr int max_accepts = 64; // in one turn

int checked(int result, const char* what) {
  if (result < 0)
    throw std::system_error{errno, std::generic_category(), what};
  return result;
}

int listen_on(std::uint16_t port) {
  auto fd = checked(
    ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
  int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  auto where = sockaddr_in{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  checked(::bind(fd, reinterpret_cast<sockaddr*>(&where), sizeof where),
          "bind");
  checked(::listen(fd, SOMAXCONN), "listen");
  return fd;
}

} // namespace

room_server::room_server(event_loop& loop, const floor_options& options)
  : loop_(loop),
    listener_(listen_on(options.port)),
    drop_every_(options.drop_every) {
  if (options.by_ring && !(ring_ = troupe::socket_ring::open()))
    throw std::system_error{errno, std::generic_category(), "io_uring"};
  loop_.watch(listener_, *this, EPOLLIN);
}

room_server::~room_server() {
  loop_.forget(listener_);
  ::close(listener_);
}

std::uint16_t room_server::port() const {
  auto where = sockaddr_in{};
  socklen_t size = sizeof where;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &size);
  return ntohs(where.sin_port);
}

void room_server::ready(std::uint32_t) {
  for (int i = 0; i < max_accepts; ++i) {
    auto fd
      = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
      return;
    auto who = std::make_unique<guest>(loop_, *this, fd);
    auto* key = who.get();
    guests_.emplace(key, std::move(who));
  }
}

room& room_server::enter(guest& who, const std::string& path) {
  auto& where = rooms_[path];
  where.name = path;
  where.guests.push_back(&who);
  return where;
}

void room_server::leave(guest& who) {
  if (auto* where = std::exchange(who.room_, nullptr)) {
    std::erase(where->guests, &who);
    if (where->guests.empty())
      rooms_.erase(std::string{where->name});
  }
  auto found = guests_.find(&who);
  gone_.push_back(std::move(found->second));
  guests_.erase(found);
}

void room_server::end_turn() {
  if (ring_)
    send_by_ring();
  bury();
}

void room_server::send_by_ring() {
  std::erase_if(unsent_, [](guest* one) { return !one->is_attached(); });
  jobs_.clear();
  for (auto* one : unsent_)
    jobs_.push_back({one->fd(), one->waiting()});
  if (!ring_->run(jobs_))
    throw std::system_error{errno, std::generic_category(), "io_uring"};
  for (std::size_t i = 0; i < jobs_.size(); ++i)
    unsent_[i]->sent(jobs_[i].result);
  unsent_.clear();
}

void room_server::bury() {
  for (auto* one : too_slow_)
    if (one->is_attached())
      one->go();
  too_slow_.clear();
  gone_.clear();
}

void room_server::broadcast(const room& where, const message& what) {
  frame_.clear();
  append_server_frame(frame_, what.what, what.content);
  if (drop_every_ == 0) {
    for (auto* one : where.guests)
      one->take(frame_);
  } else {
    for (auto* one : where.guests)
      if (!drops(what))
        one->take(frame_);
  }
}

bool room_server::drops(const message& what) {
  if (!payload::is_numbered(what.content) || ++deliveries_ % drop_every_ != 0)
    return false;
  ++dropped_;
  return true;
}

// -- one connection -----------------------------------------------------------

guest::guest(event_loop& loop, room_server& host, int fd)
  : stream(loop), host_(host), reader_(max_message_bytes) {
  attach(fd);
}

void guest::take(std::string_view frame) {
  output().append(frame);
  if (pending() > room_server::max_pending_bytes)
    host_.too_slow_.push_back(this);
}

void guest::on_bytes(std::span<char> bytes) {
  if (!room_)
    bytes = read_request(bytes);
  if (!room_)
    return;
  reader_.feed(bytes);
  while (auto what = closing_ ? std::nullopt : reader_.next())
    on_message(*what);
  if (reader_.broken())
    go();
}

void guest::on_lost(std::string_view) {
  host_.leave(*this);
}

void guest::send() {
  if (host_.ring_ && pending() > 0)
    host_.unsent_.push_back(this);
  else
    stream::send();
}

void guest::go() {
  detach();
  host_.leave(*this);
}

std::span<char> guest::read_request(std::span<char> bytes) {
  constexpr std::string_view head_end = "\r\n\r\n";
  head_.append(bytes.data(), bytes.size());
  auto end_at = head_.find(head_end);
  if (end_at == std::string::npos) {
    if (head_.size() > max_head_bytes)
      go();
    return {};
  }
  auto rest = head_.size() - end_at - head_end.size();
  auto asked = answer_upgrade(std::exchange(head_, {}));
  if (!asked) {
    go();
    return {};
  }
  output().append(asked->answer);
  room_ = &host_.enter(*this, asked->path);
  return bytes.last(rest);
}

void guest::on_message(const message& what) {
  switch (what.what) {
    case opcode::ping:
      return append_server_frame(output(), opcode::pong, what.content);
    case opcode::pong: return;
    case opcode::close:
      closing_ = true;
      append_server_frame(output(), opcode::close, what.content);
      return detach_when_sent();
    default: break;
  }
  if (room_->name == "/echo")
    append_server_frame(output(), what.what, what.content);
  else
    host_.broadcast(*room_, what);
}

} // namespace load
