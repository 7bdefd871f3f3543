#include "engine_world.hpp"

#include <caf/send.hpp>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <stdlib.h>
#include <thread>
#include <unistd.h>

using namespace troupe;

namespace fs = std::filesystem;

namespace tests {

std::string text_of(const fs::path& file) {
  auto out = std::ostringstream{};
  out << std::ifstream{file}.rdbuf();
  return out.str();
}

script_folder::script_folder() {
  auto name = (fs::temp_directory_path() / "troupe-XXXXXX").string();
  if (!::mkdtemp(name.data()))
    throw std::runtime_error{"no temporary folder: " + name};
  path_ = name;
}

script_folder::~script_folder() {
  auto ignored = std::error_code{};
  fs::remove_all(path_, ignored);
}

std::string
script_folder::add(const std::string& name, const std::string& script) const {
  auto path = path_of(name);
  std::ofstream{path} << "#!/bin/sh\ncd " << path_.string() << '\n' << script;
  fs::permissions(path, fs::perms::owner_all);
  return path;
}

std::string script_folder::add_engine(const std::string& at_go,
                                      const std::string& at_quit) const {
  return add("engine", "while read line; do case \"$line\" in\n"
                       "uci) echo uciok;;\n"
                       "isready) echo readyok;;\n"
                       "go*) echo >>gone; go=$(wc -l <gone)\n"
                         + at_go + ";;\nquit) " + at_quit + ";;\nesac\ndone\n");
}

std::string script_folder::path_of(const std::string& name) const {
  return (path_ / name).string();
}

chess::uci_opponent_options quick(std::string program) {
  auto out = chess::uci_opponent_options{};
  out.engine.program = std::move(program);
  out.engine.least_think_time = std::chrono::milliseconds{20};
  out.engine.most_think_time = std::chrono::milliseconds{100};
  out.engine.handshake_timeout = patience;
  out.engine.reply_slack = patience;
  out.engine.quit_timeout = patience;
  out.max_wait = patience;
  return out;
}

engine_world::engine_world(chess::uci_opponent_options options)
  : opponent(chess::spawn_uci_opponent(system, std::move(options))) {}

engine_world::~engine_world() {
  caf::anon_send_exit(opponent, caf::exit_reason::user_shutdown);
}

turn_answer engine_world::ask(turn_request what) {
  auto out = turn_answer{};
  self->request(opponent, 2 * patience, std::move(what))
    .receive([&](turn_answer& x) { out = std::move(x); },
             [&](const caf::error& x) {
               out.trouble = "no answer: " + system.render(x);
             });
  return out;
}

turn_answer engine_world::ask(const std::string& fen) {
  return ask(turn_request{moment(fen), 1, 0, 0});
}

std::vector<turn_answer> engine_world::ask_together(std::size_t times) {
  for (std::size_t i = 0; i < times; ++i)
    self->send(opponent, turn_request{moment(start_fen), 1, 0, 0});
  auto out = std::vector<turn_answer>{};
  self->receive_while([&] { return out.size() < times; })(
    [&](turn_answer& x) { out.push_back(std::move(x)); },
    caf::after(2 * patience) >>
      [] { throw std::runtime_error{"an answer is missing"}; });
  return out;
}

std::string moment(const std::string& fen) {
  return nlohmann::json{{"fen", fen}}.dump();
}

std::vector<pid_t> children() {
  auto out = std::vector<pid_t>{};
  for (const auto& task : fs::directory_iterator{"/proc/self/task"}) {
    auto list = std::ifstream{task.path() / "children"};
    for (auto id = pid_t{0}; list >> id;)
      out.push_back(id);
  }
  return out;
}

std::size_t open_descriptors() {
  auto all = fs::directory_iterator{"/proc/self/fd"};
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

bool comes_true(const std::function<bool()>& what) {
  auto until = std::chrono::steady_clock::now() + patience;
  while (!what()) {
    if (std::chrono::steady_clock::now() > until)
      return false;
    std::this_thread::yield();
  }
  return true;
}

} // namespace tests
