#include <troupe/testkit/client.hpp>

#include <caf/send.hpp>

#include <algorithm>
#include <stdexcept>

namespace troupe {

// -- what it does -------------------------------------------------------------

void client::sends_text(std::string text) const {
  connection_->act("sends text", [text = std::move(text)](session& who) {
    who.receive_text(text);
  });
}

void client::sends_binary(std::string bytes) const {
  connection_->act("sends binary", [bytes = std::move(bytes)](session& who) {
    who.receive_binary(bytes);
  });
}

void client::pings(std::string payload) const {
  auto* to = connection_.get();
  connection_->act("pings", [to, payload = std::move(payload)](session& who) {
    to->offer(frame::pong(payload));
    who.receive_ping(payload);
  });
}

void client::closes(troupe::close_code code, std::string reason) const {
  auto* to = connection_.get();
  connection_->act("closes", [to, code, reason = std::move(reason)](auto& who) {
    to->close(code, reason);
    who.disconnected(code, reason);
  });
}

void client::vanishes() const {
  auto* to = connection_.get();
  connection_->act("vanishes", [to](session&) { to->vanish(); });
}

void client::kill() const {
  connection_->act("is killed", [](session& who) {
    caf::anon_send_exit(who.address(), caf::exit_reason::kill);
  });
}

// -- how it behaves -----------------------------------------------------------

void client::reads_slowly(double bytes_per_second) const {
  connection_->read_at(bytes_per_second);
}

void client::reads_freely() const {
  connection_->read_at(std::nullopt);
}

void client::fills_its_queue() const {
  connection_->fill_queue();
}

void client::falls_silent() const {
  connection_->fall_silent();
}

// -- what it saw --------------------------------------------------------------

namespace {

bool is_of(const json& what, std::string_view type) {
  if (!what.is_object())
    return false;
  auto found = what.find("type");
  return found != what.end() && found->is_string()
         && found->get_ref<const std::string&>() == type;
}

} // namespace

std::vector<json> client::events() const {
  auto out = std::vector<json>{};
  const auto& all = connection_->events();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (connection_->received[i]->what() == frame::kind::text)
      out.push_back(all[i]);
  return out;
}

const std::vector<json>& client::event_frames() const {
  return connection_->events();
}

std::vector<json> client::all(std::string_view type) const {
  auto out = std::vector<json>{};
  for (const auto& each : connection_->events())
    if (is_of(each, type))
      out.push_back(each);
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
  const auto& all = connection_->events();
  auto wanted = [&](const json& x) { return is_of(x, type); };
  return static_cast<std::size_t>(
    std::count_if(all.begin(), all.end(), wanted));
}

std::vector<std::string> client::frames(frame::kind what) const {
  auto out = std::vector<std::string>{};
  for (const auto& each : connection_->received)
    if (each->what() == what)
      out.emplace_back(each->payload());
  return out;
}

std::optional<close_code> client::close_code() const {
  if (!connection_->end)
    return std::nullopt;
  return connection_->end->code;
}

const std::vector<frame_ptr>& client::frames() const {
  return connection_->received;
}

unsigned client::refused() const {
  return connection_->refusal ? http_status(connection_->refusal->code) : 0;
}

std::string client::refusal() const {
  return connection_->refusal ? connection_->refusal->message : "";
}

std::string client::user_id() const {
  return connection_->session.actor ? connection_->session.actor->user_id()
                                    : std::string{};
}

session_id client::key() const {
  return connection_->session.actor ? connection_->session.actor->key() : 0;
}

} // namespace troupe
