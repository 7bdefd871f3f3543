// Which loop serves whom: those who talk to each other share one.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace troupe {

/// Chooses the loops of rooms and connections, so that a room and the first
/// who come to it share one: then no message between them passes from thread to
/// thread. Who comes later stays on the loop that accepted it, so that a large
/// room has all loops.
///
/// A connection says by a name which room it is likely to join. A new name goes
/// to the loop that has the fewest connections; one that was there before goes
/// back to its loop, unless that has become far fuller than another.
///
/// Thread: any.
class loop_affinity {
public:
  /// A connection's place, until `leave`.
  struct seat {
    std::uint32_t loop;
    std::uint32_t entry = none; ///< In which it is counted, if in any.
  };

  /// @param most connections that share the loop of their name; 0: all stay
  ///        where they are.
  loop_affinity(std::size_t loops, std::size_t most);

  /// Counts a connection in.
  /// @param name empty: it stays where it is.
  /// @param here the loop that it is on.
  seat enter(std::string_view name, std::size_t here);

  void leave(const seat& from);

  /// How many are on a loop.
  std::size_t connections(std::size_t loop) const noexcept {
    return connections_[loop];
  }

  /// The loop of the room of that name; whoever comes first will share it.
  std::size_t loop_of_room(std::string_view name);

private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  static constexpr std::uint32_t entries = 1 << 14;

  /// All names of one hash, which share a loop.
  struct entry {
    std::uint32_t loop = none;
    std::uint32_t connections = 0;
  };

  std::uint32_t choose(const entry& known, std::size_t here) const;
  std::size_t least_loaded(std::size_t here) const;
  bool overloaded(std::size_t loop, std::size_t least) const;

  std::size_t loops_;
  std::size_t most_;
  std::unique_ptr<std::atomic<entry>[]> entries_; ///< Null: nobody shares.
  std::unique_ptr<std::atomic<std::size_t>[]> connections_; ///< By loop.
};

} // namespace troupe
