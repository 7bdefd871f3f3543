// Reads the head of a request, piece by piece, within bounds.
#pragma once

#include <troupe/net/http.hpp>
#include <troupe/protocol/problem.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace troupe {

class upgrade_request;

/// The request head of one connection. What is hostile is refused here: sizes,
/// smuggling, doubled headers, bad encodings.
///
/// Source: RFC 9112. Thread: its loop's.
class request_head {
public:
  struct bounds {
    std::size_t bytes;
    std::size_t fields;
  };

  explicit request_head(const bounds& limits);
  ~request_head();

  /// Takes what the socket gave.
  /// @returns whether the head is complete, or why it is refused.
  result<bool> feed(std::string_view bytes);

  /// What came behind the head in the same read. @pre the head is complete.
  std::string_view rest() const;

  /// How long a body the client announces. Unit: bytes.
  /// @pre the head is complete.
  std::uint64_t body_bytes() const;

  /// All lines of `X-Forwarded-For`, joined by commas.
  /// @pre the head is complete.
  std::string forwarded_for() const;

  /// Checks and decodes the head. @pre it is complete.
  result<http_request> read() const;

  /// Whether the client asks for a WebSocket at all (RFC 6455 section 4.1).
  bool wants_upgrade() const;

  /// Whether only the head of the answer is wanted.
  bool is_head_request() const;

  /// What is wrong with its WebSocket handshake, if anything. Stricter than
  /// Beast, which takes any key and the first of two.
  std::optional<problem> check_upgrade() const;

  /// For `codec::accept`.
  upgrade_request request() const;

private:
  class impl;
  std::unique_ptr<impl> impl_;
};

} // namespace troupe
