// Records that end with the process: for tests, and where none must stay.
#pragma once

#include <troupe/actors/store.hpp>

#include <cstddef>
#include <memory>

namespace troupe {

struct memory_store_options {
  /// Names, values, and `record_overhead` for each record together. A write
  /// that would go beyond gets `unavailable`. Zero keeps nothing.
  std::size_t max_bytes = 67'108'864;
};

/// What the port promises, but for the one thing that memory cannot: nothing
/// survives the process.
///
/// Copies share their records, as connections to one server do, so that a pool
/// may have several. Thread: any.
class memory_store final : public store {
public:
  /// What a record without a byte counts: its share of the containers.
  static constexpr std::size_t record_overhead = 128;

  explicit memory_store(memory_store_options options = {});

  result<void> write(const std::vector<store_change>& changes) override;

  result<std::vector<record>> read(const store_query& query) override;

  result<void> check() override;

private:
  class shelf;

  std::shared_ptr<shelf> shelf_;
};

} // namespace troupe
