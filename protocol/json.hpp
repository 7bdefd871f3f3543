// Reading a client's text as JSON, within bounds.
#pragma once

#include <troupe/protocol/limits.hpp>
#include <troupe/protocol/problem.hpp>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace troupe {

using json = nlohmann::json;

/// Reads one JSON object.
///
/// Strict RFC 8259: no comments, no byte order mark, nothing behind the object.
/// Integers beyond 64 bits and numbers that no double holds are refused; of
/// equal keys the last one wins.
/// The nesting is checked before anything recurses or allocates.
/// @param text UTF-8; need not outlive the call.
/// @returns the object, or `invalid_json`. Never throws.
result<json> parse_object(std::string_view text, std::size_t max_depth);

/// The same, but refuses an object that holds a key twice, at any depth: for
/// text that others read too, and might read otherwise.
result<json>
parse_unambiguous_object(std::string_view text, std::size_t max_depth);

/// JSON text of `value`: always valid UTF-8, on one line.
std::string to_text(const json& value);

/// Appends `text` as a JSON string with its quotes; bad UTF-8 becomes U+FFFD.
void append_quoted(std::string& out, std::string_view text);

} // namespace troupe
