#include <troupe/protocol/path_pattern.hpp>

namespace troupe {

path_pattern::path_pattern(std::string_view text) : text_(text) {
  while (!text.empty()) {
    text.remove_prefix(1); // the slash
    auto part = text.substr(0, text.find('/'));
    text.remove_prefix(part.size());
    auto is_param = part.starts_with(':');
    if (is_param)
      part.remove_prefix(1);
    if (!part.empty())
      segments_.push_back({std::string{part}, is_param});
  }
}

std::optional<path_params>
path_pattern::match(const std::vector<std::string>& segments) const {
  if (segments.size() != segments_.size())
    return std::nullopt;
  auto params = path_params{};
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (segments_[i].is_param)
      params.emplace(segments_[i].text, segments[i]);
    else if (segments_[i].text != segments[i])
      return std::nullopt;
  }
  return params;
}

} // namespace troupe
