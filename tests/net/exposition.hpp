// Reads what `GET /metrics` answers, and insists on its rules.
#pragma once

#include "catch.hpp"

#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>

namespace tests {

/// A page in Prometheus's text format.
/// Source: the page "Exposition formats" of Prometheus's documentation.
class exposition {
public:
  explicit exposition(const std::string& text) {
    if (!text.empty() && text.back() != '\n')
      throw std::invalid_argument{"no end of line at the end"};
    auto in = std::istringstream{text};
    for (auto line = std::string{}; std::getline(in, line);)
      read(line);
  }

  /// @param name with its labels as they are written.
  double at(const std::string& name) const {
    auto found = samples_.find(name);
    if (found == samples_.end())
      throw std::out_of_range{"no sample " + name};
    return found->second;
  }

  bool has(const std::string& name) const {
    return samples_.count(name) > 0;
  }

  /// Family names, each with its type.
  const std::map<std::string, std::string>& types() const {
    return types_;
  }

private:
  void read(const std::string& line) {
    static const std::regex help{R"(# HELP ([a-z_:][a-z0-9_:]*) \S.*)"};
    static const std::regex type{
      R"(# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram|summary))"};
    static const std::regex sample{
      R"re((([a-z_:][a-z0-9_:]*)(\{[a-z_]+="([^"\\\n]|\\[\\"n])*"\})?) (\S+))re"};
    auto found = std::smatch{};
    if (std::regex_match(line, found, help))
      return start(found[1]);
    if (std::regex_match(line, found, type)) {
      require(found[1] == family_ && types_.count(family_) == 0, line);
      require((found[2] == "counter") == family_.ends_with("_total"), line);
      types_[family_] = found[2];
      return;
    }
    require(std::regex_match(line, found, sample), line);
    require(found[2] == family_ && types_.count(family_) == 1, line);
    auto used = std::size_t{0};
    auto value = std::stod(found[5], &used);
    require(used == found[5].str().size(), line);
    require(samples_.emplace(found[1], value).second, "twice: " + line);
  }

  void start(const std::string& family) {
    require(types_.count(family) == 0, "twice: " + family);
    family_ = family;
  }

  static void require(bool holds, const std::string& what) {
    if (!holds)
      throw std::invalid_argument{"against the format: " + what};
  }

  std::string family_; ///< Whose lines are being read.
  std::map<std::string, std::string> types_;
  std::map<std::string, double> samples_;
};

} // namespace tests
