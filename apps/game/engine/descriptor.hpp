// A file descriptor with an owner.
#pragma once

#include <unistd.h>
#include <utility>

namespace troupe::chess {

/// Closes what it holds; -1 is nothing.
class descriptor {
public:
  descriptor() = default;
  explicit descriptor(int fd) noexcept : fd_(fd) {}

  descriptor(descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  ~descriptor() {
    close();
  }

  void close() noexcept {
    if (auto fd = std::exchange(fd_, -1); fd >= 0)
      ::close(fd);
  }

  int get() const noexcept {
    return fd_;
  }

private:
  int fd_ = -1;
};

} // namespace troupe::chess
