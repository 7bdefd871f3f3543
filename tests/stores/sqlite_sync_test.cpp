// What was acknowledged is on the disk: SQLite's calls of fdatasync, counted.
#include "places.hpp"

#include <atomic>
#include <sys/syscall.h>
#include <unistd.h>

using namespace troupe;
using namespace tests;

namespace {

std::atomic<int> syncs{0};

} // namespace

// Stands in front of the C library's, for the whole program.
extern "C" int fdatasync(int file) {
  ++syncs;
  return static_cast<int>(::syscall(SYS_fdatasync, file));
}

TEST_CASE_METHOD(sqlite_place,
                 "each write is on the disk before it is "
                 "acknowledged",
                 "[sqlite]") {
  auto store = open();
  REQUIRE(store->write({put("c", "k", "first", "x")}));
  for (int i = 0; i < 10; ++i) {
    auto before = syncs.load();
    REQUIRE(store->write({put("c", "k", std::to_string(i), "x")}));
    CHECK(syncs > before);
  }
  auto before = syncs.load();
  CHECK(ids(store->read({"c", "k", "", 20})).size() == 11);
  CHECK(syncs == before);
}
