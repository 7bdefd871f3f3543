#include <troupe/testkit/client.hpp>

#include <caf/send.hpp>

#include <stdexcept>

namespace troupe {

// -- fake_connection ----------------------------------------------------------

void fake_connection::offer(const frame_ptr& what) {
  if (closing_ || gone)
    return;
  if (queued_bytes_ > queue_limit_)
    return drop_slow();
  take(what);
}

void fake_connection::take(const frame_ptr& what) {
  if (read_rate <= 0) {
    received.push_back(what);
    return;
  }
  queued_bytes_ += what->wire().size();
  queue_.push_back(what);
}

void fake_connection::drop_slow() {
  constexpr auto why = "The client reads too slowly";
  close(close_code::overloaded, why);
  // As over a socket the session hears of it later.
  act([why](troupe::session& who) {
    who.disconnected(close_code::overloaded, why);
  });
}

void fake_connection::close(close_code code, std::string_view reason) {
  if (closing_ || gone)
    return;
  closing_ = true;
  if (!end)
    end = closed{code, std::string{reason}};
}

void fake_connection::act_once() {
  auto next = std::move(actions_.front());
  actions_.pop_front();
  if (session.actor)
    next(*session.actor);
}

void fake_connection::read(std::chrono::nanoseconds time) {
  if (read_rate <= 0)
    return;
  readable_ += read_rate * std::chrono::duration<double>(time).count();
  while (!queue_.empty()
         && static_cast<double>(queue_.front()->wire().size()) <= readable_) {
    auto bytes = queue_.front()->wire().size();
    readable_ -= static_cast<double>(bytes);
    queued_bytes_ -= bytes;
    received.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  if (queue_.empty())
    readable_ = 0;
}

// -- client: what it does -----------------------------------------------------

void client::sends_text(std::string text) const {
  connection_->act(
    [text = std::move(text)](session& who) { who.receive_text(text); });
}

void client::sends_binary(std::string bytes) const {
  connection_->act(
    [bytes = std::move(bytes)](session& who) { who.receive_binary(bytes); });
}

void client::pings(std::string payload) const {
  auto* to = connection_.get();
  connection_->act([to, payload = std::move(payload)](session& who) {
    to->offer(frame::pong(payload));
    who.receive_ping(payload);
  });
}

void client::closes(close_code code, std::string reason) const {
  auto* to = connection_.get();
  connection_->act([to, code, reason = std::move(reason)](session& who) {
    to->close(code, reason);
    who.disconnected(code, reason);
  });
}

void client::vanishes() const {
  auto* to = connection_.get();
  connection_->act([to](session& who) {
    to->gone = true;
    if (!to->end)
      to->end = closed{};
    who.disconnected(close_code::abnormal, {});
  });
}

void client::kill() const {
  connection_->act([](session& who) {
    caf::anon_send_exit(who.address(), caf::exit_reason::kill);
  });
}

void client::reads_slowly(double bytes_per_second) const {
  connection_->read_rate = bytes_per_second;
}

// -- client: what it saw ------------------------------------------------------

std::vector<json> client::events() const {
  auto out = std::vector<json>{};
  for (const auto& each : connection_->received)
    if (each->what() == frame::kind::text)
      out.push_back(json::parse(each->payload(), nullptr, false));
  return out;
}

std::vector<json> client::all(std::string_view type) const {
  auto out = events();
  std::erase_if(out, [&](const json& x) {
    return !x.is_object() || x.value("type", "") != type;
  });
  return out;
}

json client::received(std::string_view type) const {
  auto found = all(type);
  if (!found.empty())
    return found.back();
  auto seen = std::string{"no event of type "}.append(type) + "; there were:";
  for (const auto& x : events())
    seen += ' ' + to_text(x);
  throw std::out_of_range{seen};
}

std::size_t client::count(std::string_view type) const {
  return all(type).size();
}

std::vector<std::string> client::frames(frame::kind what) const {
  auto out = std::vector<std::string>{};
  for (const auto& each : connection_->received)
    if (each->what() == what)
      out.emplace_back(each->payload());
  return out;
}

std::optional<close_code> client::closed_with() const {
  if (!connection_->end)
    return std::nullopt;
  return connection_->end->code;
}

unsigned client::refused() const {
  return connection_->refused;
}

std::string client::user_id() const {
  return connection_->session.actor ? connection_->session.actor->user_id()
                                    : std::string{};
}

session_id client::key() const {
  return connection_->session.actor ? connection_->session.actor->key() : 0;
}

} // namespace troupe
