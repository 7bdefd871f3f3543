#include "captured_log.hpp"

#include <troupe/protocol/json.hpp>
#include <troupe/protocol/utf8.hpp>

#include "catch.hpp"

#include <algorithm>

using namespace troupe;
using namespace tests;

namespace {

/// What a client could send to forge a line, or to break a reader's terminal.
const std::vector<std::string> hostile = {
  "a\nb",
  "a\r\n2026-01-01T00:00:00.000Z error forged",
  std::string{"a\0b", 3},
  "\x1b[31mred\x1b[0m",
  "a\x7f",
  "\xff\xfe",
  "\xc3",
  "\xc2\x85next line\xe2\x80\xa8separator",
  "two words",
  "quote\" backslash\\",
  "}{\",\"level\":\"error",
  "key=value",
  "",
  "Grüße, 日本語",
};

bool printable(const std::string& line) {
  return std::all_of(line.begin(), line.end(),
                     [](char c) { return c >= ' ' && c < '\x7f'; });
}

/// The lines that writing each of these as a field gives.
std::vector<std::string>
written(log::format how, const std::vector<std::string>& values) {
  captured_log captured;
  log::write_as(how);
  log::limit(0);
  for (const auto& value : values)
    log::info("test", {{"value", value}, {"behind", "yes"}});
  return captured.lines();
}

} // namespace

TEST_CASE("a line is time, level, event and fields", "[log]") {
  captured_log captured;
  log::warning("test", {{"connection", "12"}, {"what", "went wrong"}});
  log::error("bare");
  auto lines = captured.lines();
  REQUIRE(lines.size() == 2);
  CHECK(without_time(lines[0])
        == R"(warning test connection=12 what="went wrong")");
  CHECK(without_time(lines[1]) == "error bare");
}

TEST_CASE("no value forges a line of text", "[log]") {
  auto lines = written(log::format::text, hostile);
  REQUIRE(lines.size() == hostile.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    INFO(lines[i]);
    CHECK(printable(lines[i]));
    auto line = without_time(lines[i]);
    auto prefix = std::string{"info test value="};
    auto suffix = std::string{" behind=yes"};
    REQUIRE(line.starts_with(prefix + '"'));
    REQUIRE(line.ends_with('"' + suffix));
    line.resize(line.size() - suffix.size());
    auto value = json::parse(line.substr(prefix.size())).get<std::string>();
    if (utf8::valid(hostile[i]))
      CHECK(value == hostile[i]);
    else
      CHECK(value.find("\xEF\xBF\xBD") != std::string::npos);
  }
}

TEST_CASE("a JSON line is one object of strings, whatever the values",
          "[log]") {
  auto lines = written(log::format::json, hostile);
  REQUIRE(lines.size() == hostile.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    INFO(lines[i]);
    CHECK(printable(lines[i]));
    auto object = json::parse(lines[i]);
    CHECK(object.size() == 5);
    CHECK(without_time(object.at("ts").get<std::string>() + " ").empty());
    CHECK(object.at("level") == "info");
    CHECK(object.at("event") == "test");
    CHECK(object.at("behind") == "yes");
    auto value = object.at("value").get<std::string>();
    if (utf8::valid(hostile[i]))
      CHECK(value == hostile[i]);
    else
      CHECK(value.find("\xEF\xBF\xBD") != std::string::npos);
  }
}

TEST_CASE("JSON lines name the levels as the option does", "[log]") {
  captured_log captured;
  log::write_as(log::format::json);
  log::threshold(log::level::debug);
  log::debug("test");
  log::info("test");
  log::warning("test");
  log::error("test");
  auto levels = std::vector<std::string>{};
  for (const auto& line : captured.lines())
    levels.push_back(json::parse(line).at("level"));
  CHECK(levels
        == std::vector<std::string>{"debug", "info", "warning", "error"});
  for (const auto& name : levels) {
    auto level = log::level::off;
    CHECK(log::parse(name, level));
    CHECK(level != log::level::off);
  }
}

TEST_CASE("lines below the level are not written", "[log]") {
  captured_log captured;
  log::threshold(log::level::warning);
  log::info("test");
  log::debug("test");
  log::threshold(log::level::off);
  log::error("test");
  CHECK(captured.lines().empty());
}

TEST_CASE("an event that floods is cut off; others and debug are not",
          "[log]") {
  captured_log captured;
  log::threshold(log::level::debug);
  log::limit(1e-6); // One line, and then none while the test runs.
  for (int i = 0; i < 50; ++i) {
    log::info("flood");
    log::debug("detail");
  }
  log::info("other");
  auto lines = captured.lines();
  auto ending = [&](std::string_view event) {
    return std::count_if(lines.begin(), lines.end(),
                         [&](auto& line) { return line.ends_with(event); });
  };
  CHECK(ending(" flood") == 1);
  CHECK(ending(" detail") == 50);
  CHECK(ending(" other") == 1);
}

TEST_CASE("a format is known by its name", "[log]") {
  auto how = log::format::text;
  CHECK(log::parse("json", how));
  CHECK(how == log::format::json);
  CHECK(log::parse("text", how));
  CHECK(how == log::format::text);
  CHECK_FALSE(log::parse("xml", how));
  CHECK_FALSE(log::parse("", how));
}
