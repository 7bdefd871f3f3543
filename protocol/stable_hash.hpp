// A hash that is the same in every process, on every machine.
#pragma once

#include <cstdint>
#include <string_view>

namespace troupe {

inline constexpr std::uint64_t empty_hash = 14695981039346656037ull;

/// FNV-1a of `text`, going on from the hash of what stands before it.
constexpr std::uint64_t
stable_hash(std::string_view text, std::uint64_t before = empty_hash) noexcept {
  for (auto c : text)
    before = (before ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return before;
}

} // namespace troupe
