// How a server's loops read and send.
#include <troupe/net/server_impl.hpp>

#include <troupe/actors/log.hpp>
#include <troupe/net/socket_ring.hpp>

#include <cerrno>
#include <cstring>

namespace troupe {

/// Gives each loop a ring, or none: a loop that has one while another has not
/// would be hard to explain.
std::optional<problem> server::impl::open_rings() {
  auto rings = std::vector<std::unique_ptr<socket_ring>>{};
  auto wanted = options_.io != io_mode::epoll && !identity_;
  auto why = std::string{identity_ ? "TLS" : "asked for"};
  while (wanted && rings.size() < loops_.size()) {
    auto ring = socket_ring::open();
    if (!ring)
      why = std::strerror(errno);
    wanted = ring != nullptr;
    rings.push_back(std::move(ring));
  }
  if (!wanted && !identity_ && options_.io == io_mode::uring)
    return problem{error_code::unavailable, "No io_uring here: " + why, {}};
  for (std::size_t i = 0; wanted && i < loops_.size(); ++i)
    loops_[i]->calls().use(std::move(rings[i]));
  log::info("io", {{"sends", wanted ? "io_uring" : "send"},
                   {"why", wanted ? "it works here" : why}});
  return std::nullopt;
}

} // namespace troupe
