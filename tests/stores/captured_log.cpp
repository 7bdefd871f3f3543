#include "captured_log.hpp"

#include <stdexcept>
#include <stdlib.h>
#include <unistd.h>

namespace tests {

captured_log::captured_log() : real_(::dup(STDERR_FILENO)) {
  char name[] = "/tmp/troupe-log-XXXXXX";
  file_ = ::mkstemp(name);
  ::unlink(name);
  ::dup2(file_, STDERR_FILENO);
}

captured_log::~captured_log() {
  ::dup2(real_, STDERR_FILENO);
  ::close(real_);
  ::close(file_);
}

std::string captured_log::text() const {
  auto size = ::lseek(file_, 0, SEEK_END);
  auto out = std::string(static_cast<std::size_t>(size), '\0');
  if (::pread(file_, out.data(), out.size(), 0) != size)
    throw std::runtime_error{"the log cannot be read"};
  return out;
}

int captured_log::count(const std::string& words) const {
  auto all = text();
  auto out = 0;
  for (auto at = all.find(words); at != std::string::npos;
       at = all.find(words, at + 1))
    ++out;
  return out;
}

} // namespace tests
