#include "exposition.hpp"

#include <troupe/net/metrics.hpp>
#include <troupe/net/process_metrics.hpp>

#include <ctime>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace troupe;
using namespace tests;

TEST_CASE("the process's families say what the kernel says", "[metrics]") {
  auto source = std::make_shared<process_metrics>();
  auto endpoint = metrics_endpoint({source});
  auto request = http_request{"GET", {}, {}, {}};
  request.where.segments = {"metrics"};
  auto read = [&] { return exposition{endpoint(request)->body}; };
  auto before = read();
  int held[5];
  for (auto& fd : held)
    fd = ::open("/dev/null", O_RDONLY);
  auto after = read();
  for (auto fd : held)
    ::close(fd);
  CHECK(after.at("process_open_fds") == before.at("process_open_fds") + 5);
  auto bound = rlimit{};
  ::getrlimit(RLIMIT_NOFILE, &bound);
  CHECK(after.at("process_max_fds") == static_cast<double>(bound.rlim_cur));
  CHECK(after.at("process_cpu_seconds_total")
        >= before.at("process_cpu_seconds_total"));
  CHECK(after.at("process_resident_memory_bytes") > 1'000'000);
  CHECK(after.at("process_virtual_memory_bytes")
        >= after.at("process_resident_memory_bytes"));
  auto age = static_cast<double>(std::time(nullptr))
             - after.at("process_start_time_seconds");
  CHECK(age > -2);
  CHECK(age < 3'600);
}
