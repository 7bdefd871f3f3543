// What an application decides about its server's sockets.
#pragma once

#include <troupe/net/compression_options.hpp>
#include <troupe/net/metrics.hpp>
#include <troupe/protocol/limits.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace troupe {

/// How sockets are read and written.
enum class io_mode {
  automatic, ///< By io_uring where it works.
  epoll,     ///< By a `recv` and a `send` for each connection.
  uring,     ///< By io_uring: all of a turn's, in one system call each.
};

/// Bounds and addresses of a server. Zero means "no limit" only where it says
/// so.
struct server_options {
  /// Address to listen on.
  std::string bind = "127.0.0.1";
  /// Port to listen on; 0 takes a free one.
  std::uint16_t port = 8080;
  /// Event loops, each a thread; 0: one per core.
  std::size_t loops = 0;
  /// With TLS it is always `epoll`.
  io_mode io = io_mode::automatic;
  /// Origins that browsers may connect from, e.g. `https://example.org`;
  /// empty: all. A client without an Origin is no browser, and is let in.
  std::vector<std::string> allowed_origins{};
  /// Files of this folder are served over HTTP; empty: none. Read once at the
  /// start.
  std::filesystem::path web_root{};

  /// PEM files of the certificate (with its chain) and of its key: with both
  /// the port speaks TLS only. Empty: plain.
  std::filesystem::path tls_certificate{};
  std::filesystem::path tls_key{};

  /// Address and port of `GET /metrics`; who can reach it may read it. No port:
  /// no metrics; 0 takes a free one.
  std::string metrics_bind = "127.0.0.1";
  std::optional<std::uint16_t> metrics_port{};
  /// The application's own metrics, shown there beside the server's.
  metric_sources metrics{};

  /// Open connections; more get HTTP 503. 0: no limit.
  std::size_t max_connections = 100'000;
  /// Open connections from one IP address; more get HTTP 429. 0: no limit.
  std::size_t max_connections_per_address = 0;
  /// How fast one IP address may connect; more gets HTTP 429. 0 connections a
  /// second: no limit.
  rate_limit connection_rate{0, 20};
  /// Proxies, as addresses or CIDR blocks, whose `X-Forwarded-For` says where a
  /// client is.
  std::vector<std::string> trusted_proxies{};
  /// Longest request head. Unit: bytes. More gets HTTP 431.
  std::size_t header_bytes = 8'192;
  /// Most header lines; more gets HTTP 431.
  std::size_t header_fields = 100;

  compression_options compression{};

  /// Most that a client may send before its TLS handshake is done. Unit: bytes.
  /// More ends the connection.
  std::size_t tls_handshake_bytes = 16'384;

  /// Whoever holds this may use the HTTP API (see http_api.hpp); empty: there
  /// is none.
  std::string api_key{};
  /// Longest body of a request to the API. Unit: bytes. More gets HTTP 413.
  std::size_t body_bytes = 65'536;
  /// For the API to answer; then the client gets HTTP 503.
  std::chrono::milliseconds api_timeout{5'000};

  /// For the TLS handshake and the whole request head, from the connect on.
  std::chrono::milliseconds header_timeout{10'000};
  /// How long a closed connection may wait for the client's close frame and
  /// the end of its data.
  std::chrono::milliseconds close_timeout{4'000};
  /// For everybody to be told and gone, when the server stops.
  std::chrono::milliseconds drain_timeout{10'000};
  /// Upper end of the random wait that clients are told when the server stops.
  std::chrono::milliseconds come_back_within{5'000};
};

} // namespace troupe
