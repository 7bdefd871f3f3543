// What has come of the messages that somebody numbered.
#pragma once

#include <cstdint>
#include <vector>

namespace load {

/// How a message came.
enum class arrival {
  in_order, ///< Its number is above all that came before.
  late,     ///< New, but one with a higher number came before it.
  again,    ///< It had come already.
};

/// Which messages of one publisher have come to one member. Exact whatever is
/// lost, doubled or reordered; needs memory only for the numbers left out.
class arrivals {
public:
  /// @param number counts from 0.
  arrival note(std::uint32_t number);

  /// @param sent how many there were, numbered from 0.
  /// @returns how many of them never came.
  std::uint64_t missing(std::uint32_t sent) const;

private:
  /// Numbers that were left out: `first` is one of them, `end` came.
  struct gap {
    std::uint32_t first;
    std::uint32_t end;
  };

  arrival note_below(std::uint32_t number);

  std::uint32_t next_ = 0; ///< One above the highest number that came.
  std::vector<gap> gaps_;  ///< In rising order.
};

} // namespace load
