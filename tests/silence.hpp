// What a simulation's nodes log is not what tests print.
#pragma once

#include <troupe/actors/log.hpp>

namespace tests {

/// Nothing is logged while it lives.
struct silence {
  silence() {
    troupe::log::threshold(troupe::log::level::off);
  }
  ~silence() {
    troupe::log::threshold(troupe::log::level::info);
  }
  silence(const silence&) = delete;
  silence& operator=(const silence&) = delete;
};

} // namespace tests
