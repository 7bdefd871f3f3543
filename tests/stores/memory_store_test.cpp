#include "places.hpp"

using namespace troupe;
using namespace tests;

namespace {

/// A store with room for so many records of one byte each in id, value,
/// collection and key.
memory_store room_for(std::size_t records) {
  return memory_store{{records * (memory_store::record_overhead + 4)}};
}

} // namespace

TEST_CASE("a full memory refuses a write, and all of it", "[memory]") {
  auto store = room_for(2);
  REQUIRE(store.write({put("c", "k", "1", "x")}));
  auto refused
    = store.write({put("c", "k", "1", "y"), put("c", "k", "1", "z"),
                   put("c", "k", "2", "y"), put("c", "k", "3", "y")});
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == error_code::unavailable);
  auto found = store.read({"c", "k", "", 10});
  REQUIRE(found->size() == 1);
  CHECK(found->front().value == "x");
}

TEST_CASE("what is erased makes room", "[memory]") {
  auto store = room_for(2);
  REQUIRE(store.write({put("c", "k", "1", "x"), put("c", "k", "2", "x")}));
  CHECK_FALSE(store.write({put("c", "k", "3", "x")}));
  CHECK(store.write({put("c", "k", "2", "y")}));
  CHECK(store.write({erase("c", "k", "2"), put("c", "k", "3", "x")}));
  CHECK(ids(store.read({"c", "k", "", 10}))
        == std::vector<std::string>{"1", "3"});
}

TEST_CASE("a memory for nothing keeps nothing", "[memory]") {
  auto store = memory_store{{0}};
  CHECK(store.check());
  CHECK_FALSE(store.write({put("", "", "", "")}));
  CHECK(ids(store.read({"", "", "", 10})).empty());
}
