// The text that a message of the load generator carries.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace load {

using clock = std::chrono::steady_clock;

/// What a message says about itself.
struct stamp {
  enum class kind : char {
    numbered = 'm', ///< One of those that are counted.
    probe = 'p',    ///< Asks only who is there; not counted.
    damaged = '?',  ///< Came, but not as it was sent.
  };

  kind what = kind::damaged;
  std::uint32_t publisher = 0; ///< Unique in a run; at most 24 bits.
  std::uint32_t number = 0;    ///< From 0, for each publisher.
  clock::time_point time;      ///< When it was sent or should have been.
};

/// Puts stamps into text and finds them again, whatever a server has put around
/// them. The text has a fixed length and needs no escape in JSON:
/// `TL`, run, kind, publisher, number, time in nanoseconds (all numbers in
/// hexadecimal), filler, `.`.
class payload {
public:
  static constexpr std::size_t min_bytes = 42;

  /// @param run tells this run's messages from those of an earlier one.
  /// @pre `bytes >= min_bytes`
  payload(std::uint32_t run, std::size_t bytes);

  /// @returns the text; valid until the next call.
  std::string_view write(const stamp& what);

  /// Takes the next stamp of this run out of `text`, which may hold several.
  /// @returns nothing when there is none; `text` is used up then.
  std::optional<stamp> read(std::string_view& text);

  /// Whether a text, of whatever run, starts with a numbered message.
  static bool is_numbered(std::string_view text);

private:
  std::size_t find(std::string_view text);
  static stamp parse(std::string_view text);

  std::string text_;
  std::string mark_;
  std::size_t last_at_ = 0; ///< Where the last text had its stamp.
};

} // namespace load
