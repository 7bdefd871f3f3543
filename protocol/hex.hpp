// Numbers as identifiers show them.
#pragma once

#include <cstdint>
#include <string>

namespace troupe {

/// 16 digits, in lower case.
std::string to_hex(std::uint64_t number);

} // namespace troupe
