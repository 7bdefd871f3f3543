#include <apps/game/engine/uci_engine.hpp>

#include <algorithm>
#include <utility>

namespace troupe::chess {

namespace {

std::chrono::steady_clock::time_point after(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

bool begins_with(std::string_view line, std::string_view word) {
  return line.starts_with(word)
         && (line.size() == word.size() || line[word.size()] == ' ');
}

/// "e2e4" of "bestmove e2e4 ponder e7e5".
std::string second_word(std::string_view line) {
  line.remove_prefix(std::min(line.find(' '), line.size() - 1) + 1);
  return std::string{line.substr(0, line.find(' '))};
}

} // namespace

result<std::unique_ptr<uci_engine>>
uci_engine::start(const engine_options& options, child_process::stop_ptr stop) {
  auto process
    = child_process::start(options.program, options.process, std::move(stop));
  if (!process)
    return process.error();
  auto made
    = std::unique_ptr<uci_engine>{new uci_engine{options, std::move(*process)}};
  if (auto greeted = made->greet(); !greeted)
    return greeted.error();
  return made;
}

uci_engine::~uci_engine() {
  if (failed_)
    return;
  auto until = after(options_.quit_timeout);
  if (say({"quit"}, until))
    process_->finish(until);
}

result<void> uci_engine::greet() {
  auto until = after(options_.handshake_timeout);
  if (auto said = say({"uci"}, until); !said)
    return said;
  if (auto known = await("uciok", until); !known)
    return known.error();
  return get_ready(settings_.basics(options_.hash_mebibytes), until);
}

result<void> uci_engine::synchronize() {
  return get_ready({}, after(options_.handshake_timeout));
}

result<void> uci_engine::get_ready(lines commands, time_point until) {
  commands.emplace_back("isready");
  if (auto said = say(commands, until); !said)
    return said;
  if (auto ready = await("readyok", until); !ready)
    return ready.error();
  return {};
}

result<std::string>
uci_engine::best_move(const std::string& fen, std::uint32_t level,
                      std::chrono::milliseconds think_time) {
  auto until = after(think_time + options_.reply_slack);
  auto commands = settings_.strength(level);
  commands.emplace_back("ucinewgame");
  commands.push_back("position fen " + fen);
  commands.push_back("go movetime " + std::to_string(think_time.count()));
  if (auto said = say(commands, until); !said)
    return said.error();
  auto line = await("bestmove", until);
  if (!line)
    return line.error();
  return second_word(*line);
}

result<void> uci_engine::say(const lines& commands, time_point until) {
  for (const auto& command : commands)
    if (auto written = process_->write_line(command, until); !written) {
      failed_ = true;
      return written;
    }
  return {};
}

result<std::string> uci_engine::await(std::string_view word, time_point until) {
  for (auto bytes = std::size_t{0}; bytes <= options_.answer_bytes;) {
    auto line = process_->read_line(until);
    if (!line) {
      failed_ = true;
      return line.error();
    }
    if (begins_with(*line, word))
      return line;
    settings_.offer(*line);
    bytes += line->size() + 1;
  }
  failed_ = true;
  return problem{error_code::unavailable, "the engine says too much", {}};
}

} // namespace troupe::chess
