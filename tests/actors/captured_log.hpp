// What is written to standard error meanwhile.
#pragma once

#include <troupe/actors/log.hpp>

#include <cstdio>
#include <regex>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace tests {

/// Takes standard error over until `lines`, and leaves the log as it is at the
/// start of a program. No other thread may log meanwhile.
class captured_log {
public:
  captured_log() {
    std::fflush(stderr);
    ::dup2(::fileno(file_), STDERR_FILENO);
  }

  ~captured_log() {
    give_back();
    std::fclose(file_);
    troupe::log::write_as(troupe::log::format::text);
    troupe::log::threshold(troupe::log::level::info);
    troupe::log::limit(20);
  }

  captured_log(const captured_log&) = delete;
  captured_log& operator=(const captured_log&) = delete;

  /// All lines so far, without the colours that a terminal gets.
  std::vector<std::string> lines() {
    give_back();
    static const std::regex colour{"\x1b\\[[0-9;]*m"};
    std::rewind(file_);
    auto out = std::vector<std::string>{};
    auto line = std::string{};
    for (int c; (c = std::fgetc(file_)) != EOF;)
      if (c != '\n')
        line += static_cast<char>(c);
      else
        out.push_back(std::regex_replace(std::exchange(line, {}), colour, ""));
    if (!line.empty())
      out.push_back(line + "<no end of line>");
    return out;
  }

private:
  void give_back() {
    if (saved_ < 0)
      return;
    std::fflush(stderr);
    ::dup2(saved_, STDERR_FILENO);
    ::close(std::exchange(saved_, -1));
  }

  std::FILE* file_ = std::tmpfile();
  int saved_ = ::dup(STDERR_FILENO);
};

/// The line behind its time.
inline std::string without_time(const std::string& line) {
  static const std::regex time{R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z )"};
  return std::regex_search(line, time) ? std::regex_replace(line, time, "")
                                       : "no time: " + line;
}

} // namespace tests
