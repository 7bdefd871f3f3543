#include <troupe/actors/slow_client.hpp>

#include <troupe/actors/log.hpp>

namespace troupe {

closed give_up_slow_client(counters& totals, std::uint64_t connection,
                           std::string_view address, std::size_t queued) {
  count(totals.slow_clients);
  log::info("slow_client", {{"connection", std::to_string(connection)},
                            {"address", std::string{address}},
                            {"queued", std::to_string(queued)}});
  return {close_code::overloaded, "The client reads too slowly"};
}

} // namespace troupe
