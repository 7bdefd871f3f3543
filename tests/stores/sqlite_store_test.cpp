#include "places.hpp"

#include <troupe/stores/sqlite_schema.hpp>

#include <SQLiteCpp/Database.h>

#include <fstream>
#include <sys/mount.h>
#include <thread>

using namespace troupe;
using namespace tests;
using namespace std::chrono_literals;

namespace {

using strings = std::vector<std::string>;

struct sqlite_world : sqlite_place {
  std::filesystem::path file() const {
    return options().data_dir / "troupe.db";
  }

  SQLite::Database raw() const {
    return {file(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
  }

  /// One that does not wait for locks.
  sqlite_store impatient() const {
    return sqlite_store{{options().data_dir, 0ms, 0}};
  }
};

/// Writes records of 10 kB until there is no room.
/// @returns how many there was room for.
int fill(store& with) {
  auto i = 0;
  while (i < 1'000
         && with.write({put("c", "k", std::to_string(10'000 + i),
                            std::string(10'000, 'x'))}))
    ++i;
  return i;
}

/// A small file system in memory; nothing where that is not allowed.
class tiny_disk {
public:
  explicit tiny_disk(const std::filesystem::path& where)
    : where_(where.string()) {
    std::filesystem::create_directories(where);
    mounted_ = ::mount("tmpfs", where_.c_str(), "tmpfs", 0, "size=1m") == 0;
  }

  ~tiny_disk() {
    if (mounted_)
      ::umount2(where_.c_str(), MNT_DETACH);
  }

  bool mounted() const {
    return mounted_;
  }

private:
  std::string where_;
  bool mounted_;
};

} // namespace

TEST_CASE_METHOD(sqlite_world,
                 "a locked database is unavailable until it is "
                 "free",
                 "[sqlite]") {
  auto store = impatient();
  REQUIRE(store.write({put("c", "k", "1", "x")}));
  auto other = raw();
  other.exec("BEGIN IMMEDIATE");
  check_unavailable(store.write({put("c", "k", "2", "x")}), "locked");
  CHECK(ids(store.read({"c", "k", "", 10})) == strings{"1"});
  other.exec("COMMIT");
  CHECK(store.write({put("c", "k", "2", "x")}));
  CHECK(ids(store.read({"c", "k", "", 10})) == strings{"1", "2"});
}

TEST_CASE_METHOD(sqlite_world, "a write waits for a lock as long as it may",
                 "[sqlite]") {
  auto store = sqlite_store{{options().data_dir, patience, 0}};
  REQUIRE(store.check());
  auto other = raw();
  other.exec("BEGIN IMMEDIATE");
  auto locker = std::jthread{[&] { other.exec("COMMIT"); }};
  CHECK(store.write({put("c", "k", "1", "x")}));
}

TEST_CASE_METHOD(sqlite_world,
                 "a full database is unavailable until there is "
                 "room",
                 "[sqlite]") {
  auto store = sqlite_store{{options().data_dir, 1s, 200'000}};
  auto room = fill(store);
  CHECK(room > 5);
  CHECK(room < 20);
  check_unavailable(store.write({put("c", "k", "9", std::string(10'000, 'x'))}),
                    "full");
  CHECK(store.check());
  CHECK(ids(store.read({"c", "k", "", 100})).size()
        == static_cast<std::size_t>(room));
  REQUIRE(store.write({erase("c", "k", "10000"), erase("c", "k", "10001")}));
  CHECK(store.write({put("c", "k", "9", std::string(10'000, 'x'))}));
}

TEST_CASE_METHOD(sqlite_world, "a full disk is unavailable until there is room",
                 "[sqlite]") {
  auto disk = tiny_disk{options().data_dir};
  if (!disk.mounted()) {
    WARN("skipped: a small file system needs root");
    return;
  }
  auto ballast = options().data_dir / "ballast";
  std::ofstream{ballast} << std::string(300'000, 'x');
  auto store = sqlite_store{options()};
  auto room = fill(store);
  CHECK(room > 0);
  CHECK(room < 100);
  check_unavailable(store.write({put("c", "k", "9", std::string(10'000, 'x'))}),
                    "");
  CHECK(ids(store.read({"c", "k", "", 1'000})).size()
        == static_cast<std::size_t>(room));
  std::filesystem::remove(ballast);
  CHECK(store.write({put("c", "k", "9", std::string(10'000, 'x'))}));
  CHECK(ids(store.read({"c", "k", "", 1'000})).size()
        == static_cast<std::size_t>(room) + 1);
}

TEST_CASE_METHOD(sqlite_world,
                 "a file that is no database is unavailable "
                 "until it is gone",
                 "[sqlite]") {
  std::filesystem::create_directories(options().data_dir);
  std::ofstream{file()} << std::string(10'000, 'x');
  check_unavailable(sqlite_store{options()}.check(), "not a database");
  CHECK(sqlite_store::open(options()).has_error());
  auto store = sqlite_store{options()};
  CHECK_FALSE(store.write({put("c", "k", "1", "x")}));
  std::filesystem::remove(file());
  CHECK(store.write({put("c", "k", "1", "x")}));
}

TEST_CASE_METHOD(sqlite_world,
                 "a database that is damaged while it is open "
                 "is unavailable until it is mended",
                 "[sqlite]") {
  auto store = sqlite_store{options()};
  for (int i = 0; i < 40; ++i)
    REQUIRE(store.write(
      {put("c", "k", std::to_string(i), std::string(10'000, 'x'))}));
  auto good = folder.path() / "good";
  {
    // All into the one file, which then is copied and damaged.
    auto other = raw();
    other.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  std::filesystem::copy_file(file(), good);
  auto pages = std::fstream{file(), std::ios::in | std::ios::out};
  pages.seekp(4'096);
  pages << std::string(500'000, '\xee') << std::flush;
  auto found = store.read({"c", "k", "", 10'000});
  REQUIRE(found.has_error());
  CHECK(found.error().code == error_code::unavailable);
  CHECK_FALSE(store.write({put("c", "k", "1", "x")}));
  std::filesystem::copy_file(good, file(),
                             std::filesystem::copy_options::overwrite_existing);
  CHECK(store.read({"c", "k", "", 10'000}).has_value());
  CHECK(store.write({put("c", "k", "1", "x")}));
}

TEST_CASE_METHOD(sqlite_world, "a check notices that the file is gone",
                 "[sqlite]") {
  auto store = sqlite_store{options()};
  REQUIRE(store.write({put("c", "k", "1", "x")}));
  std::filesystem::remove_all(options().data_dir);
  check_unavailable(store.check(), "moved or deleted");
  CHECK(store.check());
  REQUIRE(store.write({put("c", "k", "2", "x")}));
  CHECK(ids(open()->read({"c", "k", "", 10})) == strings{"2"});
}

TEST_CASE_METHOD(sqlite_world,
                 "a folder that cannot be made is a value, not "
                 "an exception",
                 "[sqlite]") {
  auto opened = sqlite_store::open({"/proc/nothing/here", 1s, 0});
  REQUIRE(opened.has_error());
  CHECK(opened.error().code == error_code::unavailable);
}

TEST_CASE_METHOD(sqlite_world, "a database of a newer program is left alone",
                 "[sqlite]") {
  REQUIRE(open()->write({put("c", "k", "1", "x")}));
  raw().exec("PRAGMA user_version = 99");
  auto opened = sqlite_store::open(options());
  REQUIRE(opened.has_error());
  CHECK_THAT(opened.error().message,
             Catch::Matchers::Contains("version 99")
               && Catch::Matchers::Contains("newer program"));
  CHECK(raw().execAndGet("SELECT count(*) FROM records").getInt() == 1);
  CHECK(raw().execAndGet("PRAGMA user_version").getInt() == 99);
}

TEST_CASE_METHOD(sqlite_world,
                 "a database makes the steps that it has not "
                 "seen, all or none",
                 "[sqlite]") {
  std::filesystem::create_directories(options().data_dir);
  auto database = raw();
  const char* first[] = {"CREATE TABLE a (x)"};
  migrate(database, first);
  const char* bad[] = {first[0], "CREATE TABLE b (x)", "no SQL"};
  CHECK_THROWS_AS(migrate(database, bad), SQLite::Exception);
  CHECK_FALSE(database.tableExists("b"));
  const char* good[] = {first[0], "CREATE TABLE b (x)", "CREATE TABLE c (x)"};
  migrate(database, good);
  migrate(database, good);
  CHECK(database.tableExists("c"));
  CHECK(database.execAndGet("PRAGMA user_version").getInt() == 3);
}

TEST_CASE_METHOD(sqlite_world, "many may open a new database at once",
                 "[sqlite]") {
  auto failures = std::vector<std::string>(8);
  {
    auto threads = std::vector<std::jthread>{};
    for (std::size_t i = 0; i < failures.size(); ++i)
      threads.emplace_back([&, i] {
        auto store = sqlite_store{{options().data_dir, patience, 0}};
        for (int n = 0; n < 5; ++n)
          if (auto done
              = store.write({put("c", "k", std::to_string(i * 10 + n), "x")});
              !done)
            failures[i] = done.error().message;
      });
  }
  CHECK(failures == std::vector<std::string>(8));
  CHECK(ids(open()->read({"c", "k", "", 100})).size() == 40);
}
