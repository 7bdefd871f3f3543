#include <troupe/net/connection.hpp>

#include <troupe/actors/log.hpp>
#include <troupe/net/upgrade_request.hpp>

#include <algorithm>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe {

namespace {

void configure(int fd) {
  int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

} // namespace

void connection::open(connection_table& table, int fd, std::string address) {
  auto made = std::make_shared<connection>(table, fd, std::move(address));
  table.open.emplace(made.get(), made);
  made->start();
}

connection::connection(connection_table& table, int fd, std::string address)
  : table_(&table),
    id_(table.actors.next_id()),
    fd_(fd),
    address_(std::move(address)),
    alive_(clock::now()),
    cork_(table.loop.buffers()),
    head_(std::make_unique<request_head>(request_head::bounds{
      table.options.header_bytes, table.options.header_fields})) {}

connection::~connection() {
  if (fd_ >= 0)
    ::close(fd_);
}

void connection::start() {
  configure(fd_);
  if (table_->tls)
    tls_ = std::make_unique<tls_stream>(table_->tls->current(), fd_,
                                        table_->loop.buffers(),
                                        table_->options.tls_handshake_bytes);
  count(table_->totals.connections);
  log::debug("connection_opened",
             {{"connection", std::to_string(id_)}, {"address", address_}});
  auto refused = table_->admission.enter();
  if (!refused && !behind_proxy())
    refused = enter_from_address();
  if (!table_->loop.sockets().add(fd_, *this))
    return die();
  set_deadline(table_->options.header_timeout);
  if (refused)
    answer(to_answer(*refused));
}

bool connection::behind_proxy() const {
  return table_->proxies && table_->proxies->contains(address_);
}

std::optional<problem> connection::enter_from_address() {
  counted_ = true;
  return table_->admission.enter_from(address_);
}

// -- reading ------------------------------------------------------------------

void connection::on_ready(bool readable, bool writable) {
  if (writable) {
    blocked_ = false;
    table_->loop.sockets().want(*this, true, false);
    queue_turn_end();
  }
  if (readable)
    table_->loop.input().add(*this);
}

int connection::input() const {
  return fd_;
}

void connection::on_read(int result, std::string_view bytes) {
  if (stage_ == stage::dead || result == -EAGAIN || result == -EINTR)
    return;
  if (result == 0)
    return on_fin();
  if (result < 0)
    return die();
  alive_.heard(table_->loop.now());
  tls_ ? decrypt(bytes) : take(bytes);
}

void connection::take(std::string_view bytes) {
  count(table_->totals.bytes_in, bytes.size());
  switch (stage_) {
    case stage::head: return take_head(bytes);
    case stage::open:
    case stage::closing: return codec_->feed(bytes);
    case stage::moving: head_->feed(bytes); return;
    case stage::waiting:
    case stage::lingering:
    case stage::dead: return;
  }
}

void connection::take_head(std::string_view bytes) {
  auto complete = head_->feed(bytes);
  if (!complete)
    return answer(to_answer(complete.error()));
  if (!*complete)
    return;
  if (!counted_) {
    address_ = table_->proxies->client_of(head_->forwarded_for(), address_);
    if (auto refused = enter_from_address())
      return answer(to_answer(*refused));
  }
  auto outcome = table_->rules.decide(*head_, address_, id_);
  if (auto* wanted = std::get_if<admitted>(&outcome))
    settle(std::move(*wanted));
  else if (auto* request = std::get_if<door::call>(&outcome))
    call(std::move(*request));
  else
    answer(std::get<http_answer>(outcome), head_->is_head_request());
}

void connection::call(door::call what) {
  auto bytes = head_->body_bytes();
  if (bytes > table_->options.body_bytes) {
    auto refused = to_answer({error_code::too_large, "Body too large", {}});
    refused.status = 413;
    return answer(refused);
  }
  if (head_->rest().size() < bytes)
    return; // Asked again with the next piece.
  what.request.body = head_->rest().substr(0, bytes);
  stage_ = stage::waiting;
  set_deadline(table_->options.api_timeout);
  auto reply = [loop = &table_->loop, weak
                                      = weak_from_this()](http_answer answer) {
    loop->post([weak, answer = std::move(answer)] {
      if (auto still = weak.lock(); still && still->stage_ == stage::waiting)
        still->answer(answer);
    });
  };
  what.service->serve(std::move(what.request), std::move(reply));
}

void connection::upgrade(admitted what) {
  auto limit = table_->actors.bounds().message_bytes;
  if (auto rule = what.to.to->rules.message_size)
    limit = std::min(limit, rule->bytes);
  codec_ = std::make_unique<codec>(table_->loop.streams(), limit,
                                   static_cast<codec_events&>(*this),
                                   table_->compression.get());
  if (!codec_->accept(head_->request())) {
    cork_.clear();
    return answer(to_answer({error_code::bad_request, "Bad handshake", {}}));
  }
  if (auto policy = what.to.to->rules.slow; policy != slow_members::disconnect)
    backlog_ = std::make_unique<backlog>(
      policy, table_->actors.bounds().queue_bytes, table_->totals);
  if (codec_->compresses())
    packer_ = table_->compression.get();
  auto behind = std::string{head_->rest()};
  head_.reset();
  stage_ = stage::open;
  count(table_->totals.http_answers[101]);
  set_deadline(table_->actors.bounds().ping_interval);
  session_
    = table_->actors.open(table_->loop_index, std::move(what), this, id_);
  if (!behind.empty())
    codec_->feed(behind);
}

void connection::answer(const http_answer& what, bool head_only) {
  auto& answers = table_->totals.http_answers;
  count(answers[what.status < answers.size() ? what.status : 0]);
  log::debug("http", {{"connection", std::to_string(id_)},
                      {"status", std::to_string(what.status)}});
  append(encode(what, head_only));
  linger();
}

// -- codec_events -------------------------------------------------------------

void connection::on_text(std::string_view text) {
  if (session_.actor)
    session_.actor->receive_text(text);
}

void connection::on_binary(std::string_view bytes) {
  if (session_.actor)
    session_.actor->receive_binary(bytes);
}

void connection::on_ping(std::string_view payload) {
  offer(frame::pong(payload));
  if (session_.actor)
    session_.actor->receive_ping(payload);
}

void connection::on_pong(std::string_view payload) {
  if (session_.actor)
    session_.actor->receive_pong(payload);
}

void connection::on_end(close_code code, std::string_view reason) {
  linger();
  end_session(code, reason);
}

void connection::on_violation(close_code code) {
  auto& totals = table_->totals;
  count(code == close_code::too_big    ? totals.oversized
        : code == close_code::bad_utf8 ? totals.broken_text
                                       : totals.broken_frames);
  on_end(code, {});
}

void connection::write(std::string_view bytes) {
  // While closing, our close frame has been queued already.
  if (stage_ == stage::head || stage_ == stage::open)
    append(bytes);
}

bool connection::wants_more() const {
  return stage_ == stage::open || stage_ == stage::closing;
}

} // namespace troupe
