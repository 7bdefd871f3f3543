// Where an application keeps records: the port to SQLite, Redis, or memory.
#pragma once

#include <troupe/protocol/problem.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

/// Bytes (mostly JSON text) that are kept. A collection ("notifications") has
/// keys (a user's id); each key has records, in the byte order of their ids.
struct record {
  std::string collection;
  std::string key;
  std::string id;
  std::string value;
};

/// One change: the record is put, over an older one of the same id, or erased.
struct store_change {
  record what;
  bool erase = false; ///< Then its value does not count.
};

/// Asks for all records of a key behind an id.
struct store_query {
  std::string collection;
  std::string key;
  std::string after;         ///< Empty: from the first.
  std::uint32_t limit = 100; ///< Most records.
};

/// The port that a STORE actor writes through.
///
/// Errors: `unavailable`, with a message for the log.
/// Thread: one at a time. Calls may block, each for a bounded time.
class store {
public:
  virtual ~store() = default;

  /// Makes all changes, or none. Once it returns without an error they survive
  /// the end of this process, however it ends.
  virtual result<void> write(const std::vector<store_change>& changes) = 0;

  /// @returns the records in the order of their ids.
  virtual result<std::vector<record>> read(const store_query& query) = 0;

  /// Whether it answers.
  virtual result<void> check() = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, record& x) {
  return f(x.collection, x.key, x.id, x.value);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, store_change& x) {
  return f(x.what, x.erase);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, store_query& x) {
  return f(x.collection, x.key, x.after, x.limit);
}

} // namespace troupe
