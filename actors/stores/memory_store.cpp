#include <troupe/stores/memory_store.hpp>

#include <troupe/stores/unavailable.hpp>

#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace troupe {

class memory_store::shelf {
public:
  explicit shelf(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  bool write(const std::vector<store_change>& changes) {
    auto guard = std::lock_guard{mutex_};
    auto before = std::vector<old_value>{};
    before.reserve(changes.size());
    for (const auto& change : changes)
      before.push_back(make(change));
    if (bytes_ <= max_bytes_)
      return true;
    for (auto i = changes.size(); i-- > 0;)
      undo(changes[i].what, std::move(before[i]));
    return false;
  }

  std::vector<record> read(const store_query& query) {
    auto guard = std::lock_guard{mutex_};
    auto out = std::vector<record>{};
    auto found = keys_.find({query.collection, query.key});
    if (found == keys_.end())
      return out;
    const auto& [name, records] = *found;
    auto next = query.after.empty() ? records.begin()
                                    : records.upper_bound(query.after);
    for (; next != records.end() && out.size() < query.limit; ++next)
      out.push_back({name.first, name.second, next->first, next->second});
    return out;
  }

private:
  using old_value = std::optional<std::string>;

  static std::size_t size_of(const record& what, std::size_t value_bytes) {
    return what.collection.size() + what.key.size() + what.id.size()
           + value_bytes + record_overhead;
  }

  old_value make(const store_change& change) {
    const auto& what = change.what;
    auto old = take(what);
    if (!change.erase)
      put(what, what.value);
    return old;
  }

  void undo(const record& what, old_value old) {
    take(what);
    if (old)
      put(what, std::move(*old));
  }

  old_value take(const record& what) {
    auto found = keys_.find({what.collection, what.key});
    if (found == keys_.end())
      return std::nullopt;
    auto taken = found->second.extract(what.id);
    if (found->second.empty())
      keys_.erase(found);
    if (taken.empty())
      return std::nullopt;
    bytes_ -= size_of(what, taken.mapped().size());
    return std::move(taken.mapped());
  }

  void put(const record& what, std::string value) {
    bytes_ += size_of(what, value.size());
    keys_[{what.collection, what.key}].emplace(what.id, std::move(value));
  }

  std::mutex mutex_;
  // std::string compares as bytes, as the port wants it.
  std::map<std::pair<std::string, std::string>,
           std::map<std::string, std::string>>
    keys_;
  std::size_t bytes_ = 0;
  std::size_t max_bytes_;
};

memory_store::memory_store(memory_store_options options)
  : shelf_(std::make_shared<shelf>(options.max_bytes)) {}

result<void> memory_store::write(const std::vector<store_change>& changes) {
  if (!shelf_->write(changes))
    return unavailable("memory: the store is full");
  return {};
}

result<std::vector<record>> memory_store::read(const store_query& query) {
  return shelf_->read(query);
}

result<void> memory_store::check() {
  return {};
}

} // namespace troupe
