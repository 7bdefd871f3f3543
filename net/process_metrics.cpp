#include <troupe/net/process_metrics.hpp>

#include <troupe/net/metric_family.hpp>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace troupe {

namespace {

double seconds_of(clockid_t clock) {
  auto now = timespec{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec)
         + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Unit: seconds from the boot to the start of this process.
double start_after_boot() {
  auto in = std::ifstream{"/proc/self/stat"};
  // The second field is the program's name, which may hold anything.
  in.ignore(std::numeric_limits<std::streamsize>::max(), ')');
  auto field = std::string{};
  for (int number = 3; number < 22; ++number)
    in >> field;
  auto ticks = 0.0;
  in >> ticks;
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double processor_seconds() {
  auto used = rusage{};
  ::getrusage(RUSAGE_SELF, &used);
  auto seconds = [](const timeval& x) {
    return static_cast<double>(x.tv_sec) + static_cast<double>(x.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

struct memory {
  double mapped = 0; ///< Unit: bytes.
  double resident = 0;
};

memory memory_now() {
  auto in = std::ifstream{"/proc/self/statm"};
  auto pages = memory{};
  in >> pages.mapped >> pages.resident;
  auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
  return {pages.mapped * page, pages.resident * page};
}

double open_descriptors() {
  auto ec = std::error_code{};
  auto all = std::filesystem::directory_iterator{"/proc/self/fd", ec};
  auto number = std::distance(begin(all), end(all));
  return static_cast<double>(std::max<std::ptrdiff_t>(number - 1, 0)); // Ours.
}

double most_descriptors() {
  auto bound = rlimit{};
  ::getrlimit(RLIMIT_NOFILE, &bound);
  return static_cast<double>(bound.rlim_cur);
}

} // namespace

process_metrics::process_metrics()
  : started_(seconds_of(CLOCK_REALTIME) - seconds_of(CLOCK_BOOTTIME)
             + start_after_boot()) {}

std::vector<prometheus::MetricFamily> process_metrics::Collect() const {
  using namespace metric;
  auto [mapped, resident] = memory_now();
  return {
    counter("process_cpu_seconds_total", "Processor time used.",
            processor_seconds()),
    gauge("process_resident_memory_bytes", "Memory in RAM.", resident),
    gauge("process_virtual_memory_bytes", "Memory mapped.", mapped),
    gauge("process_open_fds", "Open descriptors.", open_descriptors()),
    gauge("process_max_fds", "Most descriptors that may be open.",
          most_descriptors()),
    gauge("process_start_time_seconds", "When it started, since 1970.",
          started_),
  };
}

} // namespace troupe
