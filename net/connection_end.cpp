// A connection's deadlines, and how it ends.
#include <troupe/net/connection.hpp>

#include <troupe/actors/log.hpp>

#include <sys/socket.h>
#include <unistd.h>

namespace troupe {

namespace {

/// The kernel forgets what the client has not read, instead of keeping it for
/// minutes.
void reset_on_close(int fd) {
  ::linger now{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

} // namespace

void connection::set_deadline(clock::duration from_now) {
  table_->loop.deadlines().set(*this, clock::now() + from_now);
}

void connection::on_deadline(clock::time_point now) {
  if (stage_ == stage::open)
    return check_alive(now);
  if (stage_ == stage::waiting)
    return answer(
      to_answer({error_code::unavailable, "This takes too long", {}}));
  if (stage_ == stage::head) {
    count(table_->totals.head_timeouts);
    log::debug("head_timeout", {{"connection", std::to_string(id_)}});
  }
  if (stage_ == stage::closing)
    count(table_->totals.close_timeouts);
  die();
}

void connection::check_alive(clock::time_point now) {
  auto verdict = alive_.ask(table_->actors.bounds(), now);
  if (verdict.what == keep_alive::action::give_up) {
    count(table_->totals.silent_clients);
    return die(close_code::abnormal, "No pong");
  }
  if (verdict.what == keep_alive::action::ping)
    append(frame::ping({})->wire());
  set_deadline(verdict.ask_again_in);
}

void connection::linger() {
  stage_ = stage::lingering;
  backlog_.reset(); // The client has closed, or has had it all.
  set_deadline(table_->options.close_timeout);
  queue_turn_end();
}

void connection::drain(std::chrono::milliseconds come_back_after) {
  if (stage_ == stage::open && session_.actor)
    session_.actor->drain(come_back_after);
  else if (tls_ && tls_->handshaking())
    die(); // It cannot be told anything yet.
  else if (stage_ == stage::head)
    answer(to_answer({error_code::unavailable, "Server is restarting", {}}));
}

void connection::die(close_code code, std::string_view reason) {
  if (stage_ == stage::dead)
    return;
  stage_ = stage::dead;
  table_->loop.deadlines().drop(*this);
  table_->loop.sockets().remove(*this);
  if (tls_)
    end_tls();
  if (output_waits())
    reset_on_close(fd_);
  ::close(std::exchange(fd_, -1));
  drop_output();
  count_waiting();
  table_->admission.leave();
  if (counted_)
    table_->admission.leave_from(address_);
  if (seat_)
    table_->actors.affinity().leave(*seat_);
  end_session(code, reason);
  log::debug("connection_closed", {{"connection", std::to_string(id_)},
                                   {"reason", std::string{reason}}});
  queue_turn_end(); // Where it is buried.
}

void connection::end_session(close_code code, std::string_view reason) {
  auto ending = std::exchange(session_, {});
  if (ending.actor)
    ending.actor->disconnected(code, reason);
}

void cut_all(connection_table& table) {
  table.cut = true;
  auto rest = std::vector<std::shared_ptr<connection>>{};
  for (auto& [who, kept] : table.open)
    rest.push_back(kept);
  for (auto& who : rest)
    who->die(close_code::going_away, "Server is restarting");
}

} // namespace troupe
