// Texts as HTTP compares them.
#pragma once

#include <string>
#include <string_view>

namespace troupe {

/// `text` with ASCII letters in lower case.
std::string to_lower(std::string_view text);

/// `text` without the spaces and tabs around it.
std::string_view trimmed(std::string_view text);

} // namespace troupe
