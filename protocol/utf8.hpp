// Text as Unicode: counting, checking and cutting UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace troupe::utf8 {

/// @returns whether `text` is well-formed UTF-8 (RFC 3629: no surrogates, no
///          overlong forms, nothing above U+10FFFF).
bool valid(std::string_view text) noexcept;

/// @returns the number of code points. @pre `valid(text)`.
std::size_t length(std::string_view text) noexcept;

/// @returns the longest prefix of at most `max_bytes` bytes that ends on a
///          code point. @pre `valid(text)`.
std::string_view prefix(std::string_view text, std::size_t max_bytes) noexcept;

/// @returns whether `text` holds nothing but white space as Unicode defines it
///          (White_Space), zero-width characters included.
bool blank(std::string_view text) noexcept;

/// Reads one code point and moves `text` behind it; bytes that are no UTF-8
/// give U+FFFD and move it by one byte.
/// @pre `text` is not empty.
char32_t next(std::string_view& text) noexcept;

} // namespace troupe::utf8
