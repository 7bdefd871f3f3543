// What a pool is asked for, and whom it must not overtake.
#pragma once

#include <troupe/actors/interfaces.hpp>

#include <string>
#include <variant>
#include <vector>

namespace troupe {

using store_request = std::variant<store_write, store_query>;

/// The waiting lines that a request stands in: one for each collection and key
/// that it touches.
std::vector<std::string> lines_of(const store_request& what);

} // namespace troupe
