#include "redis_server.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdexcept>
#include <string_view>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace tests {

namespace {

constexpr auto start_timeout_ms = 30'000;

std::uint16_t free_port() {
  auto fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto where = sockaddr_in{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto size = socklen_t{sizeof where};
  auto* address = reinterpret_cast<sockaddr*>(&where);
  if (::bind(fd, address, size) != 0 || ::getsockname(fd, address, &size) != 0)
    throw std::runtime_error{"no free port"};
  ::close(fd);
  return ntohs(where.sin_port);
}

/// In the child: becomes the program, with its output in the pipe.
[[noreturn]] void become(const std::vector<std::string>& words, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(output, STDOUT_FILENO);
  auto pointers = std::vector<char*>{};
  for (const auto& word : words)
    pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  ::execvp(pointers[0], pointers.data());
  ::_exit(127);
}

/// Reads until the text comes. @returns false if the pipe ends before it.
bool wait_for(int from, std::string_view text) {
  auto seen = std::string{};
  auto piece = std::array<char, 4'096>{};
  while (seen.find(text) == std::string::npos) {
    auto waited = pollfd{from, POLLIN, 0};
    if (::poll(&waited, 1, start_timeout_ms) <= 0)
      return false;
    auto got = ::read(from, piece.data(), piece.size());
    if (got <= 0)
      return false;
    seen.append(piece.data(), static_cast<std::size_t>(got));
  }
  return true;
}

} // namespace

bool redis_server::available() {
  return std::system("command -v redis-server >/dev/null 2>&1") == 0;
}

redis_server::redis_server(std::string password)
  : password_(std::move(password)) {
  // Somebody else may take the port between the look and the start.
  for (int i = 0; i < 5; ++i) {
    port_ = free_port();
    if (try_start())
      return;
  }
  throw std::runtime_error{"redis-server does not start"};
}

redis_server::~redis_server() {
  kill();
}

troupe::redis_url redis_server::where() const {
  auto out = troupe::redis_url{};
  out.host = "127.0.0.1";
  out.port = port_;
  out.password = password_;
  return out;
}

void redis_server::pause() {
  ::kill(pid_, SIGSTOP);
}

void redis_server::resume() {
  ::kill(pid_, SIGCONT);
}

void redis_server::kill() {
  if (pid_ == 0)
    return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void redis_server::start() {
  if (!try_start())
    throw std::runtime_error{"redis-server does not start again"};
}

bool redis_server::try_start() {
  auto words = std::vector<std::string>{"redis-server",
                                        "--bind",
                                        "127.0.0.1",
                                        "--port",
                                        std::to_string(port_),
                                        "--dir",
                                        folder_.path().string(),
                                        "--save",
                                        "",
                                        "--appendonly",
                                        "yes",
                                        "--appendfsync",
                                        "no"};
  if (!password_.empty())
    words.insert(words.end(), {"--requirepass", password_});
  int output[2];
  if (::pipe2(output, O_CLOEXEC) != 0)
    throw std::runtime_error{"no pipe"};
  pid_ = ::fork();
  if (pid_ == 0)
    become(words, output[1]);
  ::close(output[1]);
  auto ready = wait_for(output[0], "eady to accept connections");
  ::close(output[0]);
  if (!ready)
    kill();
  return ready;
}

} // namespace tests
