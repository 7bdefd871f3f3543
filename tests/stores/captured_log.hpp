// What a test's actors log.
#pragma once

#include <string>

namespace tests {

/// What was written to standard error while it lived.
class captured_log {
public:
  captured_log();
  ~captured_log();

  /// How often the words stand there.
  int count(const std::string& words) const;
  std::string text() const;

private:
  int real_;
  int file_;
};

} // namespace tests
