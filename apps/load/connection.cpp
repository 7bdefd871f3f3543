#include <apps/load/connection.hpp>

#include <apps/load/payload.hpp>

#include <utility>

namespace load {

namespace {

constexpr std::size_t max_message_bytes = 16 << 20;
constexpr std::size_t max_answer_bytes = 16 << 10;
constexpr std::size_t max_pending_bytes = 1 << 20;

// Any key will do, and the server's answer to it is not checked: this is no
// browser that a proxy could fool.
constexpr std::string_view upgrade_headers
  = "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n";

constexpr std::string_view normal_closure = "\x03\xE8"; // 1000

/// A cheap sequence of numbers that do not repeat (xorshift).
std::uint32_t next_mask(std::uint32_t& state) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

} // namespace

connection::connection(event_loop& loop, const endpoint& server,
                       const dialect& speech, listener& owner,
                       std::uint32_t index)
  : stream(loop),
    server_(server),
    speech_(speech),
    owner_(owner),
    reader_(max_message_bytes),
    index_(index),
    mask_(0x9E3779B9u ^ index) {}

void connection::open(std::string room) {
  room_ = std::move(room);
  answer_.clear();
  reader_ = frame_reader{max_message_bytes};
  state_ = state::connecting;
  connect(server_);
}

bool connection::can_say() const {
  return state_ == state::joined && pending() < max_pending_bytes;
}

void connection::say(std::string_view payload) {
  send(opcode::text, speech_.say(payload));
}

void connection::leave() {
  state_ = state::leaving;
  send(opcode::close, normal_closure);
}

void connection::cut() {
  state_ = state::closed;
  reset();
}

// -- the socket ---------------------------------------------------------------

void connection::on_connected() {
  state_ = state::upgrading;
  output()
    .append("GET ")
    .append(speech_.path(room_))
    .append(" HTTP/1.1\r\nHost: ")
    .append(server_.host)
    .append("\r\n")
    .append(upgrade_headers);
}

void connection::on_bytes(std::span<char> bytes) {
  auto now = clock::now();
  if (state_ == state::upgrading)
    bytes = read_answer(bytes);
  if (state_ == state::upgrading || state_ == state::closed)
    return;
  reader_.feed(bytes);
  while (auto what = reader_.next()) {
    on_message(*what, now);
    if (state_ == state::closed)
      return;
  }
  if (reader_.broken())
    end("the server sent a broken frame");
}

void connection::on_lost(std::string_view why) {
  end(why);
}

// -- the upgrade --------------------------------------------------------------

std::span<char> connection::read_answer(std::span<char> bytes) {
  constexpr std::string_view head_end = "\r\n\r\n";
  answer_.append(bytes.data(), bytes.size());
  auto end_at = answer_.find(head_end);
  if (end_at == std::string::npos) {
    if (answer_.size() > max_answer_bytes)
      end("the server's answer is no HTTP");
    return {};
  }
  auto rest = answer_.size() - end_at - head_end.size();
  auto status = answer_.substr(0, answer_.find('\r'));
  answer_ = {};
  if (!status.starts_with("HTTP/1.1 101")) {
    end("the server answered " + status);
    return {};
  }
  state_ = state::joining;
  follow(speech_.on_upgrade());
  return bytes.last(rest);
}

// -- messages -----------------------------------------------------------------

void connection::on_message(const message& what, clock::time_point now) {
  switch (what.what) {
    case opcode::text: return on_text(what.content, now);
    case opcode::ping: return send(opcode::pong, what.content);
    case opcode::close:
      if (state_ != state::leaving)
        return end("the server closed the WebSocket");
      state_ = state::finishing;
      return;
    default: return; // Binary messages are nobody's payload.
  }
}

void connection::on_text(std::string_view text, clock::time_point now) {
  if (text.size() < payload::min_bytes || state_ == state::joining)
    follow(speech_.on_text(text, room_));
  if (state_ == state::joined || state_ == state::leaving)
    owner_.on_said(*this, text, now);
}

void connection::follow(const reaction& what) {
  if (!what.reply.empty())
    send(opcode::text, what.reply);
  if (!what.joined || state_ != state::joining)
    return;
  state_ = state::joined;
  owner_.on_joined(*this);
}

void connection::send(opcode what, std::string_view content) {
  if (is_attached())
    append_client_frame(output(), what, content, next_mask(mask_));
}

// -- the end ------------------------------------------------------------------

void connection::end(std::string_view why) {
  auto how = state_ == state::finishing ? ending::clean
             : state_ < state::joined   ? ending::refused
                                        : ending::cut_off;
  state_ = state::closed;
  detach();
  owner_.on_ended(*this, how, why);
}

} // namespace load
