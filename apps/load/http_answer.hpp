// A server's answer to a small HTTP request.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace load {

/// Reads one answer as RFC 9112 writes it. The body ends as Content-Length
/// says, or with the connection; chunks are refused.
class http_answer {
public:
  /// Longest status line and fields, and longest body, that are taken. Unit:
  /// bytes.
  static constexpr std::size_t max_head_bytes = 16 << 10;
  static constexpr std::size_t max_body_bytes = 64 << 10;

  /// Gives it what came next; nothing is looked at once it is complete or
  /// broken.
  void feed(std::string_view bytes);

  /// The peer has closed the connection.
  void end();

  bool is_complete() const noexcept {
    return state_ == state::complete;
  }

  /// Whether the server broke the rules, or a bound.
  bool is_broken() const noexcept {
    return state_ == state::broken;
  }

  /// @pre It is complete, as for what follows.
  int status() const noexcept {
    return status_;
  }

  const std::string& body() const noexcept {
    return input_;
  }

private:
  enum class state { head, body, complete, broken };

  bool read_head(std::string_view head);
  bool read_status(std::string_view line);
  bool read_field(std::string_view line);
  void look_at_body();

  static constexpr std::size_t until_closed = static_cast<std::size_t>(-1);

  std::string input_; ///< The head, until it is complete; then the body.
  std::size_t length_ = until_closed; ///< Of the body.
  int status_ = 0;
  state state_ = state::head;
};

} // namespace load
