#include <apps/load/descriptors.hpp>

#include <stdexcept>
#include <string>
#include <sys/resource.h>

namespace load {

void need_descriptors(std::size_t sockets) {
  constexpr rlim_t others = 32;
  auto limit = rlimit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (sockets + others > limit.rlim_max)
    throw std::runtime_error{"this process may not open "
                             + std::to_string(sockets)
                             + " sockets; see ulimit -n"};
}

} // namespace load
