#include <troupe/actors/accepts.hpp>

#include <utility>

namespace troupe {

std::string loose_type(std::string_view type) {
  auto out = std::string{};
  for (auto c : type)
    if (c != '_' && c != '-')
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

void loosen(accept_table& table) {
  auto spelled = std::exchange(table.events, {});
  for (const auto& [type, decode] : spelled)
    table.events.emplace(loose_type(type), decode);
}

} // namespace troupe
