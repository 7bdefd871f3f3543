// Any sequence of writes and reads against the plainest model there is.
#include "places.hpp"

#include <rapidcheck.h>

#include <map>

using namespace troupe;
using namespace tests;

namespace {

struct step {
  std::vector<store_change> write; ///< Empty: a read.
  store_query read;
  bool reopen = false;
};

std::ostream& operator<<(std::ostream& out, const step& x) {
  return out << (x.reopen ? "reopen, " : "") << x.write.size() << " changes";
}

rc::Gen<std::string> any_name() {
  return rc::gen::element<std::string>("", "a", "b", "a:b", "%3A", "a%",
                                       std::string(1, '\0'), "\xff");
}

rc::Gen<store_change> any_change() {
  return rc::gen::map(
    rc::gen::tuple(any_name(), any_name(), any_name(),
                   rc::gen::arbitrary<std::string>(), rc::gen::inRange(0, 4)),
    [](const auto& x) {
      const auto& [collection, key, id, value, die] = x;
      return store_change{{collection, key, id, value}, die == 0};
    });
}

rc::Gen<step> any_step() {
  return rc::gen::map(
    rc::gen::tuple(rc::gen::container<std::vector<store_change>>(any_change()),
                   any_name(), any_name(), any_name(), rc::gen::inRange(0, 5),
                   rc::gen::inRange(0, 20)),
    [](const auto& x) {
      const auto& [write, collection, key, after, limit, die] = x;
      auto is_read = die % 2 == 0;
      return step{is_read ? std::vector<store_change>{} : write,
                  {collection, key, after, static_cast<std::uint32_t>(limit)},
                  die == 19};
    });
}

/// The records of a store, in the order of collection, key, id.
class model {
public:
  void write(const std::vector<store_change>& changes) {
    for (const auto& x : changes)
      if (x.erase)
        records_.erase({x.what.collection, x.what.key, x.what.id});
      else
        records_[{x.what.collection, x.what.key, x.what.id}] = x.what.value;
  }

  std::vector<std::pair<std::string, std::string>>
  read(const store_query& query) const {
    auto out = std::vector<std::pair<std::string, std::string>>{};
    for (const auto& [name, value] : records_) {
      const auto& [collection, key, id] = name;
      if (collection == query.collection && key == query.key
          && (query.after.empty() || id > query.after)
          && out.size() < query.limit)
        out.emplace_back(id, value);
    }
    return out;
  }

private:
  std::map<std::tuple<std::string, std::string, std::string>, std::string>
    records_;
};

void compare(store& with, const model& expected, const store_query& query) {
  auto found = with.read(query);
  RC_ASSERT(found.has_value());
  auto got = std::vector<std::pair<std::string, std::string>>{};
  for (const auto& x : *found) {
    RC_ASSERT(x.collection == query.collection);
    RC_ASSERT(x.key == query.key);
    got.emplace_back(x.id, x.value);
  }
  RC_ASSERT(got == expected.read(query));
}

/// The place keeps what earlier runs wrote: each run has names of its own.
template <class Place>
void equals_the_model(Place& place, int run) {
  auto prefix = std::to_string(run) + '/';
  auto steps
    = *rc::gen::resize(40, rc::gen::container<std::vector<step>>(any_step()));
  auto expected = model{};
  auto store = place.open();
  for (auto& x : steps) {
    x.read.collection.insert(0, prefix);
    for (auto& change : x.write)
      change.what.collection.insert(0, prefix);
    if (x.reopen)
      store = place.open();
    RC_ASSERT(store->write(x.write).has_value());
    expected.write(x.write);
    compare(*store, expected, x.read);
  }
}

} // namespace

TEMPLATE_TEST_CASE("a store equals a map, whatever happens to it", "[model]",
                   memory_place, sqlite_place, redis_place) {
  if (!TestType::available()) {
    WARN("skipped: not installed here");
    return;
  }
  TestType place;
  auto run = 0;
  CHECK(rc::check([&] { equals_the_model(place, ++run); }));
}
