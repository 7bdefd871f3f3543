// What every store does, wherever it keeps its records.
#include "places.hpp"

#include <algorithm>

using namespace troupe;
using namespace tests;

using strings = std::vector<std::string>;

#define PLACES memory_place, sqlite_place, redis_place

#define OPEN_STORE()                                                           \
  if (!TestType::available()) {                                                \
    WARN("skipped: not installed here");                                       \
    return;                                                                    \
  }                                                                            \
  TestType place;                                                              \
  auto store = place.open()

TEMPLATE_TEST_CASE("what was written is read, byte by byte", "[contract]",
                   PLACES) {
  OPEN_STORE();
  auto bytes = std::string(256, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(i);
  REQUIRE(store->write({put(bytes, bytes, bytes, bytes)}));
  auto found = store->read({bytes, bytes, "", 10});
  REQUIRE(found.has_value());
  REQUIRE(found->size() == 1);
  CHECK(found->front().collection == bytes);
  CHECK(found->front().key == bytes);
  CHECK(found->front().id == bytes);
  CHECK(found->front().value == bytes);
}

TEMPLATE_TEST_CASE("a store without records answers with none", "[contract]",
                   PLACES) {
  OPEN_STORE();
  CHECK(store->check());
  CHECK(ids(store->read({"c", "k", "", 10})).empty());
  CHECK(store->write({}));
  CHECK(store->write({erase("c", "k", "nothing")}));
  CHECK(ids(store->read({"c", "k", "", 10})).empty());
}

TEMPLATE_TEST_CASE("records come in the byte order of their ids, in pages",
                   "[contract]", PLACES) {
  OPEN_STORE();
  auto in_order
    = strings{"",     std::string(1, '\0'), "10",  "9", "B", "a", "aa",
              "\x7f", "\xc3\xa4",           "\xff"};
  auto shuffled = in_order;
  std::rotate(shuffled.begin(), shuffled.begin() + 4, shuffled.end());
  std::reverse(shuffled.begin() + 2, shuffled.end());
  for (const auto& id : shuffled)
    REQUIRE(store->write({put("c", "k", id, "x")}));
  CHECK(ids(store->read({"c", "k", "", 100})) == in_order);
  CHECK(ids(store->read({"c", "k", "", 3}))
        == strings(in_order.begin(), in_order.begin() + 3));
  CHECK(ids(store->read({"c", "k", "10", 3}))
        == strings(in_order.begin() + 3, in_order.begin() + 6));
  CHECK(ids(store->read({"c", "k", "5 is not there", 1})) == strings{"9"});
  CHECK(ids(store->read({"c", "k", "\xff", 3})).empty());
  CHECK(ids(store->read({"c", "k", "", 0})).empty());
}

TEMPLATE_TEST_CASE("a record is put over an older one of its id", "[contract]",
                   PLACES) {
  OPEN_STORE();
  REQUIRE(store->write({put("c", "k", "1", "old"), put("c", "k", "2", "")}));
  REQUIRE(store->write({put("c", "k", "1", "new")}));
  auto found = store->read({"c", "k", "", 10});
  REQUIRE(found.has_value());
  REQUIRE(found->size() == 2);
  CHECK(found->at(0).value == "new");
  CHECK(found->at(1).value == "");
}

TEMPLATE_TEST_CASE("an erased record is gone, and only that one", "[contract]",
                   PLACES) {
  OPEN_STORE();
  REQUIRE(store->write({put("c", "k", "1", "x"), put("c", "k", "2", "x"),
                        put("c", "k2", "1", "x"), put("c2", "k", "1", "x")}));
  REQUIRE(store->write({erase("c", "k", "1")}));
  CHECK(ids(store->read({"c", "k", "", 10})) == strings{"2"});
  CHECK(ids(store->read({"c", "k2", "", 10})) == strings{"1"});
  CHECK(ids(store->read({"c2", "k", "", 10})) == strings{"1"});
}

TEMPLATE_TEST_CASE("the changes of a write are made in their order",
                   "[contract]", PLACES) {
  OPEN_STORE();
  REQUIRE(store->write({put("c", "k", "1", "a"), erase("c", "k", "1"),
                        put("c", "k", "2", "a"), put("c", "k", "2", "b")}));
  auto found = store->read({"c", "k", "", 10});
  REQUIRE(found.has_value());
  REQUIRE(found->size() == 1);
  CHECK(found->front().value == "b");
}

TEMPLATE_TEST_CASE("no name is taken for another", "[contract]", PLACES) {
  OPEN_STORE();
  auto names = std::vector<std::pair<std::string, std::string>>{
    {"a", "b:c"},  {"a:b", "c"},   {"a%3Ab", "c"}, {"a%253Ab", "c"},
    {"", "a:b:c"}, {"a:b:c", ""},  {"a", "b"},     {"a", "b:values"},
    {"a", "b:"},   {"troupe", ":"}};
  for (const auto& [collection, key] : names)
    REQUIRE(store->write({put(collection, key, collection + '/' + key, "x")}));
  for (const auto& [collection, key] : names)
    CHECK(ids(store->read({collection, key, "", 10}))
          == strings{collection + '/' + key});
}

TEMPLATE_TEST_CASE("a large write is made whole", "[contract]", PLACES) {
  OPEN_STORE();
  auto changes = std::vector<store_change>{};
  for (int i = 10'000; i < 12'000; ++i)
    changes.push_back(
      put("c", "k", std::to_string(i), std::string(1'000, 'x')));
  REQUIRE(store->write(changes));
  auto found = store->read({"c", "k", "", 5'000});
  REQUIRE(found.has_value());
  REQUIRE(found->size() == changes.size());
  CHECK(found->back().id == "11999");
  CHECK(found->back().value.size() == 1'000);
}

TEMPLATE_TEST_CASE("what one store has written, another one reads",
                   "[contract]", PLACES) {
  OPEN_STORE();
  auto other = place.open();
  REQUIRE(store->write({put("c", "k", "1", "x")}));
  CHECK(ids(other->read({"c", "k", "", 10})) == strings{"1"});
  REQUIRE(other->write({erase("c", "k", "1")}));
  store = place.open();
  CHECK(ids(store->read({"c", "k", "", 10})).empty());
}
