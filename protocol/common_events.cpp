#include <troupe/protocol/common_events.hpp>

#include <troupe/protocol/utf8.hpp>

namespace troupe {

error_event to_event(const problem& what) {
  auto shown
    = error_event{std::string{to_string(what.code)}, what.message, {}, {}, {}};
  if (what.retry_after.count() > 0)
    shown.retry_after_ms.emplace(
      static_cast<std::uint64_t>(what.retry_after.count()));
  if (!what.reason.empty())
    shown.reason.emplace(what.reason);
  return shown;
}

std::string shown_type(const json& object) {
  auto found = object.find("type");
  if (found == object.end())
    return {};
  auto text = found->is_string() ? found->get<std::string>() : to_text(*found);
  return std::string{utf8::prefix(text, 64)};
}

} // namespace troupe
