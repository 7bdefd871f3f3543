// Where the server under load is.
#pragma once

#include <string>
#include <string_view>
#include <sys/socket.h>

namespace load {

/// A server's address, looked up once.
struct endpoint {
  sockaddr_storage address{};
  socklen_t address_bytes = 0;
  std::string host; ///< As the Host header wants it: `example.org:8080`.
};

/// Reads `ws://host:port`, the port is 80 if not given, and looks the host up.
/// TLS is not spoken.
/// Errors: throws std::runtime_error with words for the user.
endpoint find_endpoint(std::string_view url);

} // namespace load
