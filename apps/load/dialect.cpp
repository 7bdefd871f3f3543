#include <apps/load/dialect.hpp>

namespace load {

namespace {

std::string fill_in(std::string path, const std::string& room) {
  constexpr std::string_view placeholder = "{room}";
  auto at = path.find(placeholder);
  return at == std::string::npos ? path
                                 : path.replace(at, placeholder.size(), room);
}

std::string or_else(const std::string& path, const char* usual) {
  return path.empty() ? usual : path;
}

/// Every text is a payload: bare room servers, and all echoes but Socket.IO's.
class raw_dialect final : public dialect {
public:
  explicit raw_dialect(std::string path) : path_(std::move(path)) {}

  std::string path(const std::string& room) const override {
    return fill_in(path_, room);
  }

  reaction on_upgrade() const override {
    return {.joined = true, .reply = {}};
  }

  reaction on_text(std::string_view, const std::string&) const override {
    return {};
  }

  std::string say(std::string_view payload) const override {
    return std::string{payload};
  }

private:
  std::string path_;
};

/// The events of troupe-chat, as JSON.
class chat_dialect final : public dialect {
public:
  explicit chat_dialect(std::string path) : path_(std::move(path)) {}

  std::string path(const std::string& room) const override {
    return fill_in(path_, room);
  }

  reaction on_upgrade() const override {
    return {};
  }

  reaction on_text(std::string_view text, const std::string&) const override {
    constexpr std::string_view welcome = R"("type":"system")";
    constexpr std::size_t longest_welcome = 512;
    return {.joined = text.substr(0, longest_welcome).find(welcome)
                      != std::string_view::npos,
            .reply = {}};
  }

  std::string say(std::string_view payload) const override {
    auto out = std::string{R"({"type":"chat_message","message":")"};
    out.append(payload).append("\"}");
    return out;
  }

  /// A line of chat has at most so many code points.
  std::size_t max_payload() const override {
    return 1'000;
  }

private:
  std::string path_;
};

/// The events of troupe-game: all is said as it is given.
class game_dialect final : public dialect {
public:
  explicit game_dialect(std::string path) : path_(std::move(path)) {}

  std::string path(const std::string& room) const override {
    return fill_in(path_, room);
  }

  reaction on_upgrade() const override {
    return {};
  }

  reaction on_text(std::string_view text, const std::string&) const override {
    // Its fields may come in any order, its moves may be many.
    constexpr std::string_view state = R"("type":"game_state")";
    return {.joined = text.find(state) != std::string_view::npos, .reply = {}};
  }

  std::string say(std::string_view text) const override {
    return std::string{text};
  }

private:
  std::string path_;
};

/// Engine.IO's packet types are one digit, Socket.IO's a second one.
class socketio_dialect final : public dialect {
public:
  socketio_dialect(purpose what, std::string path)
    : what_(what), path_(std::move(path)) {}

  std::string path(const std::string&) const override {
    return path_;
  }

  reaction on_upgrade() const override {
    return {};
  }

  reaction
  on_text(std::string_view text, const std::string& room) const override {
    if (text == "2") // ping
      return {.joined = false, .reply = "3"};
    if (text.starts_with("42")) // an event: somebody's payload
      return {};
    if (text.starts_with('0')) // the transport is open
      return {.joined = false, .reply = "40"};
    if (text.starts_with("430")) // the receipt for `join`
      return {.joined = true, .reply = {}};
    if (!text.starts_with("40")) // the namespace is open
      return {};
    if (what_ == purpose::echo)
      return {.joined = true, .reply = {}};
    return {.joined = false, .reply = R"(420["join",")" + room + "\"]"};
  }

  std::string say(std::string_view payload) const override {
    auto out = std::string{what_ == purpose::echo ? R"(42["echo",")"
                                                  : R"(42["say",")"};
    out.append(payload).append("\"]");
    return out;
  }

private:
  purpose what_;
  std::string path_;
};

} // namespace

std::unique_ptr<dialect>
make_dialect(const std::string& name, purpose what, const std::string& path) {
  auto echo = what == purpose::echo;
  if (what == purpose::game)
    return name == "troupe"
             ? std::make_unique<game_dialect>(or_else(path, "/game/{room}"))
             : nullptr;
  if (name == "socketio")
    return std::make_unique<socketio_dialect>(
      what, or_else(path, "/socket.io/?EIO=4&transport=websocket"));
  if (name == "plain")
    return std::make_unique<raw_dialect>(
      or_else(path, echo ? "/echo" : "/room/{room}"));
  if (name != "troupe")
    return nullptr;
  if (echo)
    return std::make_unique<raw_dialect>(or_else(path, "/debug/echo"));
  return std::make_unique<chat_dialect>(or_else(path, "/chat/{room}"));
}

} // namespace load
