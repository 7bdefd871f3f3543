#include <apps/load/progress.hpp>

#include <cstdio>
#include <unistd.h>

namespace load {

namespace {

constexpr auto pause = std::chrono::milliseconds{500};
constexpr auto* clear_line = "\r\033[K";

} // namespace

progress::progress() {
  if (::isatty(STDERR_FILENO) != 0)
    next_ = clock::now();
}

progress::~progress() {
  if (next_ != clock::time_point::max())
    std::fputs(clear_line, stderr);
}

void progress::show(const std::string& line) {
  std::fprintf(stderr, "%s%s", clear_line, line.c_str());
  next_ = clock::now() + pause;
}

} // namespace load
