#include <troupe/net/admission_control.hpp>

#include "catch.hpp"

#include <string>

using namespace troupe;

namespace {

server_options limited(std::size_t all, std::size_t per_address) {
  auto out = server_options{};
  out.max_connections = all;
  out.max_connections_per_address = per_address;
  return out;
}

} // namespace

TEST_CASE("a full server is unavailable until somebody leaves", "[admission]") {
  auto control = admission_control{limited(2, 0)};
  CHECK_FALSE(control.enter());
  CHECK_FALSE(control.enter());
  CHECK(control.enter()->code == error_code::unavailable);
  control.leave();
  control.leave();
  CHECK_FALSE(control.enter());
  CHECK(control.connections() == 2);
}

TEST_CASE("an address has so many connections, others have theirs",
          "[admission]") {
  auto control = admission_control{limited(0, 1)};
  CHECK_FALSE(control.enter_from("1.1.1.1"));
  CHECK(control.enter_from("1.1.1.1")->code
        == error_code::too_many_connections);
  CHECK_FALSE(control.enter_from("2.2.2.2"));
  control.leave_from("1.1.1.1");
  control.leave_from("1.1.1.1");
  CHECK_FALSE(control.enter_from("1.1.1.1"));
}

TEST_CASE("an address that connects too fast is told to wait", "[admission]") {
  auto options = server_options{};
  options.connection_rate = {0.01, 3};
  auto control = admission_control{options};
  for (int i = 0; i < 3; ++i)
    CHECK_FALSE(control.enter_from("1.1.1.1"));
  auto refused = control.enter_from("1.1.1.1");
  REQUIRE(refused);
  CHECK(refused->code == error_code::too_many_connections);
  CHECK(refused->retry_after.count() > 0);
  control.leave_from("1.1.1.1"); // Leaving gives nothing back.
  CHECK(control.enter_from("1.1.1.1"));
  CHECK_FALSE(control.enter_from("2.2.2.2"));
}

TEST_CASE("addresses that are quiet cost nothing for long", "[admission]") {
  auto options = server_options{};
  options.connection_rate = {1e6, 1};
  auto control = admission_control{options};
  for (int i = 0; i < 10'000; ++i) {
    auto address = std::to_string(i);
    CHECK_FALSE(control.enter_from(address));
    control.leave_from(address);
  }
  CHECK(control.addresses() < 10'000);
}

TEST_CASE("a server that drains takes nobody", "[admission]") {
  auto control = admission_control{limited(0, 0)};
  control.drain();
  CHECK(control.enter()->code == error_code::unavailable);
}
