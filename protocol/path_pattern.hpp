// The path of a route, with named parameters.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// Decoded path parameters by name.
using path_params = std::map<std::string, std::string, std::less<>>;

/// What the path names: its parameter; of several, the one whose own name is
/// first in the alphabet.
/// @returns null when it has none.
inline const std::string* named_by(const path_params& params) {
  return params.empty() ? nullptr : &params.begin()->second;
}

/// A pattern such as `/chat/:room_id`: each segment is literal or, with a
/// colon, a parameter that takes exactly one segment.
class path_pattern {
public:
  struct segment {
    std::string text; ///< The literal, or the parameter's name.
    bool is_param = false;
  };

  explicit path_pattern(std::string_view text);

  /// @param segments as `parse_target` gives them.
  /// @returns the parameters, or nothing when the path does not match.
  std::optional<path_params>
  match(const std::vector<std::string>& segments) const;

  /// The pattern as it was written.
  const std::string& text() const noexcept {
    return text_;
  }

  const std::vector<segment>& segments() const noexcept {
    return segments_;
  }

private:
  std::string text_;
  std::vector<segment> segments_;
};

} // namespace troupe
