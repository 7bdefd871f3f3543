#include <troupe/stores/store_request.hpp>

namespace troupe {

namespace {

/// Collection and key as one text; no two pairs share one.
std::string line_name(const std::string& collection, const std::string& key) {
  return std::to_string(collection.size()) + ':' + collection + key;
}

} // namespace

std::vector<std::string> lines_of(const store_request& what) {
  if (const auto* query = std::get_if<store_query>(&what))
    return {line_name(query->collection, query->key)};
  auto out = std::vector<std::string>{};
  for (const auto& change : std::get<store_write>(what).changes)
    out.push_back(line_name(change.what.collection, change.what.key));
  return out;
}

} // namespace troupe
