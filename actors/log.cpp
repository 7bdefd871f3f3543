#include <troupe/actors/log.hpp>

#include <troupe/actors/flood_gate.hpp>
#include <troupe/protocol/json.hpp>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <mutex>
#include <optional>

namespace troupe::log {

namespace {

constexpr double default_limit = 20;

// %v is what `text_line` and `json_line` make.
constexpr auto text_pattern = "%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v";
constexpr auto json_pattern
  = R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";

const char* pattern_of(format how) {
  return how == format::json ? json_pattern : text_pattern;
}

/// The process's one log.
struct state {
  std::shared_ptr<spdlog::logger> logger = spdlog::stderr_color_mt("troupe");
  std::atomic<format> how{format::text};
  std::mutex mutex; ///< For what follows.
  flood_gate gate{default_limit};

  state() {
    set(format::text);
  }

  void set(format wanted) {
    how = wanted;
    logger->set_pattern(pattern_of(wanted), spdlog::pattern_time_type::utc);
  }
};

state& shared() {
  static state instance;
  return instance;
}

spdlog::level::level_enum native(level what) {
  switch (what) {
    case level::debug: return spdlog::level::debug;
    case level::info: return spdlog::level::info;
    case level::warning: return spdlog::level::warn;
    case level::error: return spdlog::level::err;
    case level::off: break;
  }
  return spdlog::level::off;
}

bool needs_quotes(std::string_view text) {
  return text.empty()
         || text.find_first_not_of("abcdefghijklmnopqrstuvwxyz"
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_-./:@+[]")
              != std::string_view::npos;
}

std::string escaped(std::string_view text) {
  // Escapes all but printable ASCII, so that no line can be forged.
  return json(text).dump(-1, ' ', true, json::error_handler_t::replace);
}

void append_text(std::string& line, std::string_view key,
                 std::string_view value) {
  line.append(" ").append(key) += '=';
  if (needs_quotes(value))
    line += escaped(value);
  else
    line += value;
}

void append_json(std::string& line, std::string_view key,
                 std::string_view value) {
  line.append(",").append(escaped(key)).append(":").append(escaped(value));
}

std::string line_of(std::string_view event, std::initializer_list<field> fields,
                    std::uint64_t dropped) {
  auto as_json = shared().how == format::json;
  auto append = as_json ? append_json : append_text;
  auto line = as_json ? R"("event":)" + escaped(event) : std::string{event};
  for (const auto& [key, value] : fields)
    append(line, key, value);
  if (dropped > 0)
    append(line, "dropped", std::to_string(dropped));
  return line;
}

/// @returns as `flood_gate::pass`.
std::optional<std::uint64_t> pass(level what, std::string_view event) {
  if (what == level::debug)
    return 0;
  auto guard = std::lock_guard{shared().mutex};
  return shared().gate.pass(event, std::chrono::steady_clock::now());
}

template <class T, std::size_t N>
bool find(const std::pair<std::string_view, T> (&names)[N],
          std::string_view text, T& out) {
  for (auto [name, value] : names)
    if (name == text) {
      out = value;
      return true;
    }
  return false;
}

} // namespace

void write(level what, std::string_view event,
           std::initializer_list<field> fields) {
  auto& logger = *shared().logger;
  if (!logger.should_log(native(what)))
    return;
  if (auto dropped = pass(what, event))
    logger.log(native(what), "{}", line_of(event, fields, *dropped));
}

void threshold(level least) {
  shared().logger->set_level(native(least));
}

void write_as(format how) {
  shared().set(how);
}

void limit(double lines_per_second) {
  auto guard = std::lock_guard{shared().mutex};
  shared().gate = flood_gate{lines_per_second};
}

bool parse(std::string_view text, level& out) {
  static constexpr std::pair<std::string_view, level> names[] = {
    {"debug", level::debug}, {"info", level::info}, {"warning", level::warning},
    {"error", level::error}, {"off", level::off},
  };
  return find(names, text, out);
}

bool parse(std::string_view text, format& out) {
  static constexpr std::pair<std::string_view, format> names[] = {
    {"text", format::text},
    {"json", format::json},
  };
  return find(names, text, out);
}

} // namespace troupe::log
