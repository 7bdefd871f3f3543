#include <apps/load/meter.hpp>

#include <stdexcept>
#include <unistd.h>

namespace load {

meter::meter(pid_t server) : server_(server), before_(server_now()) {}

void meter::start() {
  server_start_ = server_now();
  client_start_ = usage_of(::getpid());
  start_ = clock::now();
}

void meter::stop(report& out) const {
  out.seconds = std::chrono::duration<double>(clock::now() - start_).count();
  auto client_end = usage_of(::getpid());
  if (client_start_ && client_end)
    out.paid.client_cpu_seconds
      = (client_end->cpu - client_start_->cpu).count();
  out.paid.server_before = before_;
  if (auto server_end = server_now(); server_start_ && server_end) {
    out.paid.server_cpu_seconds
      = (server_end->cpu - server_start_->cpu).count();
    out.paid.server_resident_at_start = server_start_->resident_bytes;
    out.paid.server_resident_at_end = server_end->resident_bytes;
  }
}

std::optional<process_usage> meter::server_now() const {
  if (server_ == 0)
    return std::nullopt;
  auto out = usage_of(server_);
  if (!out)
    throw std::runtime_error{"no process " + std::to_string(server_)
                             + " to measure"};
  return out;
}

} // namespace load
