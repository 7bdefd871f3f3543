// What a connection writes: the session's outbox and its cork.
#include <troupe/net/connection.hpp>

#include <troupe/actors/slow_client.hpp>

#include <sys/socket.h>

namespace troupe {

namespace {

/// How long a connection stays that has said all it had to say.
constexpr auto linger_time = std::chrono::seconds{2};

} // namespace

// -- outbox -------------------------------------------------------------------

void connection::offer(const frame_ptr& what) {
  put(what, false);
}

void connection::deliver(const frame_ptr& what) {
  put(what, true);
}

void connection::put(const frame_ptr& what, bool is_event) {
  if (stage_ != stage::open || (backlog_ && held(what, is_event)))
    return;
  if (takes_more())
    append(*what);
}

void connection::deliver_all(const frame_batch_ptr& batch) {
  if (backlog_ || packer_) // Each frame by itself.
    return outbox::deliver_all(batch);
  if (!takes_more())
    return;
  cork_.append(batch);
  queue_turn_end();
}

bool connection::takes_more() {
  if (stage_ != stage::open)
    return false;
  return cork_.pending() <= table_->actors.bounds().queue_bytes || !too_slow();
}

void connection::close(close_code code, std::string_view reason) {
  if (stage_ != stage::open)
    return;
  if (auto rest = std::exchange(backlog_, nullptr))
    release(rest->all(table_->actors.now()));
  append(frame::close(code, reason)->wire());
  stage_ = stage::closing;
  set_deadline(table_->options.close_timeout);
}

bool connection::too_slow() {
  // A burst may pass the limit before its turn is over: ask the kernel first.
  if (!blocked_)
    flush();
  if (stage_ != stage::open
      || cork_.pending() <= table_->actors.bounds().queue_bytes)
    return stage_ != stage::open;
  give_up();
  return true;
}

void connection::give_up() {
  told_ = give_up_slow_client(table_->totals, id_, address_, waiting());
  close(told_->code, told_->reason);
  queue_turn_end();
}

// -- behind a socket that takes no more ---------------------------------------

/// @returns whether the frame is taken care of, behind others that wait.
bool connection::held(const frame_ptr& what, bool is_event) {
  if (!blocked_ && cork_.pending() > backlog_->round_bytes())
    flush(); // Now, since the backlog is only for what the socket refuses.
  if (stage_ != stage::open || (!blocked_ && backlog_->empty()))
    return stage_ != stage::open;
  if (!backlog_->add(what, is_event, cork_.pending()))
    give_up();
  return true;
}

void connection::release(const std::vector<frame_ptr>& held) {
  for (const auto& each : held)
    append(*each);
}

// -- writing ------------------------------------------------------------------

void connection::append(const frame& what) {
  auto is_message
    = what.what() == frame::kind::text || what.what() == frame::kind::binary;
  append(packer_ && is_message ? what.packed(*packer_) : what.wire(),
         is_message);
}

void connection::append(std::string_view bytes, bool is_message) {
  cork_.append(bytes, is_message);
  queue_turn_end();
}

void connection::queue_turn_end() {
  if (queued_)
    return;
  queued_ = true;
  table_->loop.at_turn_end(*this);
}

void connection::on_turn_end() {
  queued_ = false;
  if (stage_ == stage::dead)
    return bury();
  if (stage_ == stage::moving)
    return move();
  if (!tls_ && !blocked_ && cork_.pending() > 0)
    return table_->loop.output().add(*this); // `on_sent` goes on.
  if (!blocked_)
    flush();
  finish_turn();
}

send_job connection::output() {
  return {fd_, cork_.waiting()};
}

void connection::on_sent(int result) {
  auto before = count_send();
  after_send(before, cork_.sent(result));
  finish_turn();
}

void connection::finish_turn() {
  count_waiting();
  if (told_)
    end_session(told_->code, told_->reason);
}

void connection::bury() {
  auto found = table_->open.find(this);
  if (found == table_->open.end())
    return;
  table_->loop.bury(std::move(found->second));
  table_->open.erase(found);
}

void connection::flush() {
  auto before = count_send();
  after_send(before, tls_ ? tls_->flush(cork_) : cork_.flush(fd_));
}

/// @returns how much waits.
std::size_t connection::count_send() {
  auto& totals = table_->totals;
  auto before = cork_.pending();
  if (before > 0) {
    count(totals.frames_out, cork_.take_frames());
    count(totals.messages_out, cork_.take_messages());
    count(totals.sends);
  }
  return before;
}

void connection::after_send(std::size_t before, cork::outcome outcome) {
  count(table_->totals.bytes_out, before - cork_.pending());
  switch (outcome) {
    case cork::outcome::drained: return on_drained();
    case cork::outcome::blocked: return await_room();
    case cork::outcome::failed:
      drop_output();
      stage_ = stage::lingering;
      return set_deadline({}); // Not here: the session may be the caller.
  }
}

/// Adds what waits now to the totals, in place of what it was before.
void connection::count_waiting() {
  auto now = waiting();
  auto before = std::exchange(counted_waiting_, now);
  if (now > before)
    count(table_->totals.queued_bytes, now - before);
  else if (now < before)
    uncount(table_->totals.queued_bytes, before - now);
}

std::size_t connection::waiting() const {
  return cork_.pending() + (backlog_ ? backlog_->bytes() : 0);
}

void connection::drop_output() {
  cork_.clear();
  backlog_.reset();
}

bool connection::output_waits() const {
  return cork_.pending() > 0 || (tls_ && tls_->output_waits());
}

void connection::await_room() {
  blocked_ = true;
  table_->loop.sockets().want(*this, !half_closed_, true);
}

/// Who says no more may still listen, to the answer above all; who has not
/// asked for anything yet is gone.
void connection::on_fin() {
  if (stage_ == stage::moving) {
    half_closed_ = true; // Its messages come first.
    return;
  }
  auto can_write = !tls_ || tls_->established();
  auto answered = stage_ != stage::head && output_waits();
  if (!can_write || !(answered || stage_ == stage::waiting))
    return die();
  half_closed_ = true;
  table_->loop.sockets().want(*this, false, blocked_);
  if (stage_ == stage::open || stage_ == stage::closing) {
    linger();
    end_session(close_code::abnormal, {});
  }
}

void connection::on_drained() {
  if (cork_.pending() > 0)
    return; // It waits for the TLS handshake.
  if (backlog_ && !backlog_->empty())
    return release(backlog_->next(table_->actors.now()));
  if (stage_ != stage::lingering)
    return;
  if (tls_ && tls_->close() == cork::outcome::blocked)
    return await_room();
  if (half_closed_)
    return die();
  if (write_closed_)
    return;
  write_closed_ = true;
  ::shutdown(fd_, SHUT_WR);
  set_deadline(linger_time);
}

} // namespace troupe
