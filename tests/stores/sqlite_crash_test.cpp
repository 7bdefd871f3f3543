// What was acknowledged survives, however the process ends.
#include "places.hpp"

#include <array>
#include <set>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace troupe;
using namespace tests;

namespace {

constexpr auto parts = 3;

std::string part_id(int number, int part) {
  return std::to_string(1'000'000 + number) + '/' + std::to_string(part);
}

/// Writes groups of records, and their numbers to the pipe once they are
/// acknowledged, until it is killed.
[[noreturn]] void
write_for_ever(const sqlite_store_options& options, int first, int pipe) {
  auto store = sqlite_store{options};
  for (auto number = first;; ++number) {
    auto changes = std::vector<store_change>{};
    for (int part = 0; part < parts; ++part)
      changes.push_back(
        put("c", "k", part_id(number, part),
            std::string(static_cast<std::size_t>(number % 500), 'x')));
    if (!store.write(changes)
        || ::write(pipe, &number, sizeof number) != sizeof number)
      ::_exit(1);
  }
}

/// Kills the writer once it has acknowledged so many.
/// @returns the last number that was acknowledged.
int run_writer(const sqlite_store_options& options, int first, int wanted) {
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  auto child = ::fork();
  if (child == 0)
    write_for_ever(options, first, pipe[1]);
  ::close(pipe[1]);
  auto last = first - 1;
  auto number = 0;
  while (::read(pipe[0], &number, sizeof number) == sizeof number) {
    last = number;
    if (last - first + 1 == wanted)
      ::kill(child, SIGKILL);
  }
  ::close(pipe[0]);
  auto status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  return last;
}

} // namespace

TEST_CASE_METHOD(sqlite_place,
                 "what was acknowledged survives kill -9, and "
                 "no write is there in part",
                 "[sqlite][crash]") {
  auto first = 0;
  for (int round = 0; round < 6; ++round) {
    auto last = run_writer(options(), first, 7 + 13 * round);
    CHECK(last >= first);
    auto there = ids(open()->read({"c", "k", "", 1'000'000}));
    auto found = std::set<std::string>(there.begin(), there.end());
    for (int number = 0; number <= last; ++number)
      for (int part = 0; part < parts; ++part)
        REQUIRE(found.count(part_id(number, part)) == 1);
    // One more may have been written and not acknowledged: whole, then.
    auto rest = found.size() - static_cast<std::size_t>((last + 1) * parts);
    CHECK((rest == 0 || rest == parts));
    first = last + 1;
  }
}
