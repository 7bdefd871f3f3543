#include <troupe/net/codec.hpp>

#include <troupe/net/deflate.hpp>
#include <troupe/net/frame_gate.hpp>
#include <troupe/net/stream_lease.hpp>
#include <troupe/protocol/frame.hpp>
#include <troupe/protocol/utf8.hpp>

#include <boost/asio/buffer.hpp>

#include <algorithm>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

namespace troupe {

namespace {

using beast_error = boost::system::error_code;

close_code code_of(const beast_error& ec) {
  if (ec == websocket::error::message_too_big
      || ec == websocket::error::buffer_overflow)
    return close_code::too_big;
  if (ec == websocket::error::bad_frame_payload)
    return close_code::bad_utf8;
  return close_code::protocol_error;
}

/// Where messages are put together that arrive in one piece; one a thread, so
/// that idle connections have none.
std::string& shared_buffer() {
  thread_local std::string buffer;
  return buffer;
}

} // namespace

class codec::impl {
public:
  impl(stream_pool& streams, std::size_t max_message, codec_events& events,
       deflate* compression)
    : events_(events),
      stream_(streams, events, compression),
      gate_(max_message),
      max_message_(max_message) {}

  bool compresses() const noexcept {
    return stream_.compression() != nullptr;
  }

  bool accept(const upgrade_request& request) {
    auto accepted = stream_.accept(request);
    if (compresses())
      gate_.allow_packed(packed_bound(max_message_));
    return accepted;
  }

  void feed(std::string_view bytes) {
    if (ended_)
      return;
    stream_.take(compresses() ? packed_bound(max_message_) : max_message_);
    auto& message = shared_buffer();
    if (!partial_.empty())
      message = std::exchange(partial_, {});
    if (unread_.empty()) {
      unread_.assign(bytes.substr(walk(bytes, message)));
    } else {
      auto joined = std::exchange(unread_, {});
      joined += bytes;
      unread_ = joined.substr(walk(joined, message));
    }
    if (!ended_ && !message.empty())
      partial_ = std::exchange(message, {});
    release(message);
    if (ended_)
      stream_.drop();
    else if (gate_.between_messages())
      stream_.give_back();
  }

private:
  /// @returns how many bytes were taken.
  std::size_t walk(std::string_view bytes, std::string& message) {
    std::size_t taken = 0;
    while (!ended_ && events_.wants_more()) {
      auto rest = bytes.substr(taken);
      auto step = gate_.next(rest);
      if (step.what == frame_gate::kind::need_more)
        break;
      taken += step.bytes;
      take(step, rest.substr(0, step.bytes), message);
    }
    return ended_ ? bytes.size() : taken;
  }

  void take(const frame_gate::step& step, std::string_view piece,
            std::string& message) {
    char payload[125];
    switch (step.what) {
      case frame_gate::kind::need_more:
      case frame_gate::kind::skip: break;
      case frame_gate::kind::held:
        held_ = piece;
        if (step.packed_start)
          disguise(held_);
        break;
      case frame_gate::kind::ping:
        events_.on_ping(unmask(piece, payload));
        break;
      case frame_gate::kind::pong:
        events_.on_pong(unmask(piece, payload));
        break;
      case frame_gate::kind::data: read(step, piece, message); break;
      case frame_gate::kind::last: read_last(step, piece); break;
    }
  }

  /// Has Beast see a binary message that is not compressed.
  void disguise(std::string& frame) {
    constexpr auto opcode = 0x0F, text = 0x1, binary = 0x2, final = 0x80;
    packed_ = (frame.front() & opcode) == text ? packed::text : packed::binary;
    frame.front() = static_cast<char>((frame.front() & final) | binary);
  }

  void expose(std::string_view piece, std::string& storage) {
    if (!held_.empty()) {
      storage = std::exchange(held_, {}).append(piece);
      piece = storage;
    }
    stream_->next_layer().expose(piece);
  }

  void read(const frame_gate::step& step, std::string_view piece,
            std::string& message) {
    auto storage = std::string{};
    if (step.packed_start)
      disguise(held_ = std::exchange(piece, {}));
    expose(piece, storage);
    auto had = message.size();
    auto want = had + step.payload;
    // One byte more, since Beast wants room even for the empty end.
    message.resize(want + 1);
    beast_error ec;
    do { // Once at least: an empty message has a header too.
      had += stream_->read_some(
        asio::buffer(message.data() + had, message.size() - had), ec);
      if (ec)
        return fail(ec);
    } while (had < want || (step.ends_message && !stream_->is_message_done()));
    message.resize(want);
    if (step.ends_message)
      deliver(step, message);
  }

  void deliver(const frame_gate::step& step, std::string& message) {
    if (packed_ != packed::no)
      return deliver_packed(message);
    // Beast checks the last code point only with the last byte of payload.
    if (step.payload == 0 && stream_->got_text() && !utf8::valid(message))
      return refuse(close_code::bad_utf8);
    if (stream_->got_text())
      events_.on_text(message);
    else
      events_.on_binary(message);
    message.clear();
  }

  void deliver_packed(std::string& message) {
    auto is_text = std::exchange(packed_, packed::no) == packed::text;
    auto [plain, wrong] = stream_.compression()->unpack(message, max_message_);
    if (!wrong && is_text && !utf8::valid(plain))
      wrong = close_code::bad_utf8;
    if (wrong)
      return refuse(*wrong);
    if (is_text)
      events_.on_text(plain);
    else
      events_.on_binary(plain);
    message.clear();
  }

  /// For what Beast lets pass.
  void refuse(close_code code) {
    events_.write(frame::close(code, {})->wire());
    violation(code);
  }

  void read_last(const frame_gate::step& step, std::string_view piece) {
    auto storage = std::string{};
    if (step.packed_start)
      disguise(held_ = std::exchange(piece, {}));
    expose(piece, storage);
    char nothing[1];
    beast_error ec;
    stream_->read_some(asio::buffer(nothing), ec);
    fail(ec);
  }

  void fail(const beast_error& ec) {
    if (ec == websocket::error::closed) {
      auto reason = stream_->reason();
      auto code = reason.code == websocket::close_code::none
                    ? close_code::no_status
                    : static_cast<close_code>(reason.code);
      ended_ = true;
      return events_.on_end(code, {reason.reason.data(), reason.reason.size()});
    }
    if (!ec || ec == asio::error::would_block) // The gate and Beast disagree.
      events_.write(frame::close(close_code::protocol_error, {})->wire());
    violation(code_of(ec));
  }

  void violation(close_code code) {
    ended_ = true;
    events_.on_violation(code);
  }

  static void release(std::string& message) {
    constexpr std::size_t worth_keeping = 256 * 1024;
    message.clear();
    if (message.capacity() > worth_keeping)
      message.shrink_to_fit();
  }

  enum class packed : std::uint8_t { no, text, binary };

  codec_events& events_;
  stream_lease stream_;
  frame_gate gate_;
  std::size_t max_message_;
  std::string held_;    ///< The empty start of a message.
  std::string partial_; ///< Payload of a message that is not whole yet.
  std::string unread_;  ///< Part of a header or of a control frame.
  bool ended_ = false;
  packed packed_ = packed::no; ///< How the message came that is read.
};

codec::codec(stream_pool& streams, std::size_t max_message,
             codec_events& events, deflate* compression)
  : impl_(std::make_unique<impl>(streams, max_message, events, compression)) {}

codec::~codec() = default;

bool codec::accept(const upgrade_request& request) {
  return impl_->accept(request);
}

bool codec::compresses() const noexcept {
  return impl_->compresses();
}

void codec::feed(std::string_view bytes) {
  impl_->feed(bytes);
}

} // namespace troupe
