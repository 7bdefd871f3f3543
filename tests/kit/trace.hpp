// What happened in a simulation, step by step.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <typeinfo>
#include <vector>

namespace caf {
class resumable;
}

namespace troupe {

/// A line a step: who handled what. Cheap to write, made readable when asked.
class trace {
public:
  /// @param node names the actor's node; empty when there is only one.
  explicit trace(std::vector<std::string> nodes) : nodes_(std::move(nodes)) {}

  /// The actor `job` of this node is about to handle its next message.
  void add(std::size_t node, caf::resumable* job);

  /// Anything else, in words.
  void add(std::string words);

  std::size_t size() const noexcept {
    return steps_.size();
  }

  /// The last so many steps, each with its number.
  std::string
  text(std::size_t last = std::numeric_limits<std::size_t>::max()) const;

  /// Equal for equal traces, in every process of the same build.
  std::uint64_t hash() const;

private:
  /// A type's number in CAF, or its name.
  struct type {
    std::uint16_t number = 0;
    const std::type_info* name = nullptr;
  };

  struct step {
    std::size_t node = 0;
    const char* actor = nullptr; ///< Of static duration; null: only words.
    std::uint64_t id = 0;
    std::string words;
    std::array<type, 3> content{}; ///< Of the message; more are not shown.
    std::size_t types = 0;
  };

  static void describe(step& out, caf::resumable* job);
  std::string line(const step& what) const;

  std::vector<std::string> nodes_;
  std::vector<step> steps_;
};

} // namespace troupe
