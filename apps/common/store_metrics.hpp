// What operators see of a program's store.
#pragma once

#include <troupe/stores/store_totals.hpp>

#include <prometheus/collectable.h>

#include <memory>

namespace apps {

/// The families `troupe_store_...` of a pool.
/// @param totals outlives it.
std::shared_ptr<prometheus::Collectable>
store_metrics(const troupe::store_totals& totals);

} // namespace apps
