#include <troupe/actors/log.hpp>

#include <troupe/protocol/json.hpp>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace troupe::log {

namespace {

spdlog::logger& logger() {
  static auto instance = [] {
    auto made = spdlog::stderr_color_mt("troupe");
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v",
                      spdlog::pattern_time_type::utc);
    return made;
  }();
  return *instance;
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

} // namespace

void write(level what, std::string_view event,
           std::initializer_list<field> fields) {
  if (!logger().should_log(native(what)))
    return;
  auto line = std::string{event};
  for (const auto& [key, value] : fields) {
    line.append(" ").append(key) += '=';
    line += needs_quotes(value) ? escaped(value) : value;
  }
  logger().log(native(what), "{}", line);
}

void threshold(level least) {
  logger().set_level(native(least));
}

bool parse(std::string_view text, level& out) {
  constexpr std::pair<std::string_view, level> names[] = {
    {"debug", level::debug}, {"info", level::info}, {"warning", level::warning},
    {"error", level::error}, {"off", level::off},
  };
  for (auto [name, value] : names)
    if (name == text) {
      out = value;
      return true;
    }
  return false;
}

} // namespace troupe::log
