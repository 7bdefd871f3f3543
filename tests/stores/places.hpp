// Where records are kept, for tests that are the same everywhere.
#pragma once

#include "redis_server.hpp"
#include "temp_folder.hpp"

#include <troupe/stores/memory_store.hpp>
#include <troupe/stores/redis_store.hpp>
#include <troupe/stores/sqlite_store.hpp>

#include "catch.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace tests {

using store_ptr = std::unique_ptr<troupe::store>;

/// Thread: the test's.
inline store_ptr opened(troupe::result<store_ptr> what) {
  REQUIRE(what.has_value());
  return std::move(*what);
}

/// For tests that are not about time: a busy machine is no failure.
inline constexpr auto patience = std::chrono::milliseconds{20'000};

/// Each place starts empty; all stores that it opens have the same records.
struct memory_place {
  static bool available() {
    return true;
  }

  /// Thread: any.
  troupe::result<store_ptr> try_open() const {
    return store_ptr{std::make_unique<troupe::memory_store>(records)};
  }

  store_ptr open() const {
    return opened(try_open());
  }

  troupe::memory_store records;
};

struct sqlite_place {
  static bool available() {
    return true;
  }

  troupe::result<store_ptr> try_open() const {
    return troupe::sqlite_store::open(options());
  }

  store_ptr open() const {
    return opened(try_open());
  }

  troupe::sqlite_store_options options() const {
    return {folder.path() / "data", patience, 0};
  }

  temp_folder folder;
};

struct redis_place {
  static bool available() {
    return redis_server::available();
  }

  troupe::result<store_ptr> try_open() const {
    return store_ptr{std::make_unique<troupe::redis_store>(options())};
  }

  store_ptr open() const {
    return opened(try_open());
  }

  troupe::redis_store_options options() const {
    return {server.where(), patience, patience, std::chrono::milliseconds{0}};
  }

  redis_server server;
};

// -- what tests write and read ------------------------------------------------

inline troupe::store_change put(std::string collection, std::string key,
                                std::string id, std::string value) {
  return {
    {std::move(collection), std::move(key), std::move(id), std::move(value)},
    false};
}

inline troupe::store_change
erase(std::string collection, std::string key, std::string id) {
  return {{std::move(collection), std::move(key), std::move(id), {}}, true};
}

inline std::vector<std::string>
ids(const troupe::result<std::vector<troupe::record>>& of) {
  if (!of)
    return {"trouble: " + of.error().message};
  auto out = std::vector<std::string>{};
  for (const auto& x : *of)
    out.push_back(x.id);
  return out;
}

/// Thread: the test's.
inline void
check_unavailable(const troupe::result<void>& what, std::string_view words) {
  REQUIRE(what.has_error());
  CHECK(what.error().code == troupe::error_code::unavailable);
  CHECK_THAT(what.error().message,
             Catch::Matchers::Contains(std::string{words}));
}

} // namespace tests
