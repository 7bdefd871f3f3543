#include <apps/common/server_flags.hpp>

#include <troupe/actors/log.hpp>

#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>

#include <map>
#include <string>

namespace apps {

namespace {

using std::chrono::milliseconds;

template <class T>
CLI::Option* add(CLI::App& program, const std::string& flag, T& out,
                 const std::string& unit, const std::string& what) {
  return program.add_option(flag, out, what)
    ->type_name(unit)
    ->capture_default_str();
}

/// How output reaches the kernel.
void add_io(CLI::App& program, troupe::io_mode& out) {
  static const auto modes = std::map<std::string, troupe::io_mode>{
    {"auto", troupe::io_mode::automatic},
    {"epoll", troupe::io_mode::epoll},
    {"uring", troupe::io_mode::uring}};
  auto set = [&out](const std::string& name) { out = modes.at(name); };
  program
    .add_option_function<std::string>(
      "--io", set,
      "How sockets are read and written: uring (all of a turn by one call of "
      "io_uring), epoll (a call for each connection), auto (uring where it "
      "works)")
    ->type_name("MODE")
    ->default_str("auto")
    ->check(CLI::IsMember{modes});
}

/// An option whose value is a name that `troupe::log::parse` knows.
template <class T>
void add_named(CLI::App& program, const std::string& flag, void (*use)(T),
               const std::string& type, const std::string& initial,
               const std::string& what) {
  auto set = [flag, use](const std::string& name) {
    auto value = T{};
    if (!troupe::log::parse(name, value))
      throw CLI::ValidationError{flag, "not known: " + name};
    use(value);
  };
  program.add_option_function<std::string>(flag, set, what)
    ->type_name(type)
    ->default_str(initial);
}

void add_compression(CLI::App& program, troupe::compression_options& out) {
  program.add_flag("--compression", out.enabled,
                   "Compress messages for clients that offer it "
                   "(permessage-deflate)");
  add(program, "--compression-level", out.level, "LEVEL", "Effort, from 1 to 9")
    ->check(CLI::Range(1, 9));
  add(program, "--compression-window", out.window_bits, "BITS",
      "Base-2 logarithm of the compressor's window; clients that want less are "
      "not compressed for")
    ->check(CLI::Range(9, 15));
  add(program, "--compression-memory", out.memory_level, "LEVEL",
      "Memory of the compressor beside its window: 512 bytes, doubled for each "
      "level")
    ->check(CLI::Range(1, 9));
  add(program, "--compression-min-bytes", out.min_bytes, "BYTES",
      "Shorter messages go as they are")
    ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 30));
}

} // namespace

CLI::Option* add_seconds(CLI::App& program, const std::string& flag,
                         milliseconds& out, const std::string& what) {
  auto set = [&out](const double& seconds) {
    out = milliseconds{static_cast<std::int64_t>(seconds * 1000)};
  };
  return program.add_option_function<double>(flag, set, what)
    ->type_name("SECONDS")
    ->default_str(
      std::to_string(static_cast<double>(out.count()) / 1000).substr(0, 4))
    ->check(CLI::Range(0.01, 86'400.0));
}

void add_server_options(CLI::App& program, troupe::server_options& out) {
  add(program, "--bind", out.bind, "ADDRESS", "IP address to listen on");
  add(program, "--port", out.port, "PORT", "Port to listen on; 0: a free one");
  add(program, "--loops", out.loops, "NUMBER",
      "Event loops, a thread each; 0: one per core");
  add_io(program, out.io);
  add(program, "--allow-origin", out.allowed_origins, "URL",
      "Origin that browsers may connect from, e.g. https://example.org; may be "
      "given several times; none: all");
  program
    .add_option("--web-root", out.web_root,
                "Folder whose files are served over HTTP; none: no files")
    ->type_name("DIR")
    ->check(CLI::ExistingDirectory);
  auto* certificate
    = program
        .add_option("--tls-cert", out.tls_certificate,
                    "PEM file of the certificate and its chain: speaks TLS")
        ->type_name("FILE")
        ->check(CLI::ExistingFile);
  auto* key = program
                .add_option("--tls-key", out.tls_key,
                            "PEM file of the certificate's key")
                ->type_name("FILE")
                ->check(CLI::ExistingFile)
                ->needs(certificate);
  certificate->needs(key);
  add(program, "--metrics-bind", out.metrics_bind, "ADDRESS",
      "IP address for GET /metrics");
  program
    .add_option("--metrics-port", out.metrics_port,
                "Port for GET /metrics; 0: a free one; none: no metrics")
    ->type_name("PORT");
  add(program, "--max-connections", out.max_connections, "NUMBER",
      "Open connections, more get HTTP 503; 0: no limit");
  add(program, "--max-connections-per-address", out.max_connections_per_address,
      "NUMBER",
      "Open connections from one address, more get HTTP 429; 0: no limit");
  add(program, "--connection-rate", out.connection_rate.per_second,
      "PER-SECOND",
      "New connections a second from one address, more get HTTP 429; 0: no "
      "limit")
    ->check(CLI::NonNegativeNumber);
  add(program, "--connection-burst", out.connection_rate.burst, "NUMBER",
      "New connections at once from one address")
    ->check(CLI::Range(1.0, 1e9));
  add(program, "--trusted-proxy", out.trusted_proxies, "ADDRESS",
      "Proxy, or network in CIDR form, whose X-Forwarded-For is believed; may "
      "be given several times");
  add(program, "--max-header-bytes", out.header_bytes, "BYTES",
      "Longest request head, more gets HTTP 431")
    ->check(CLI::Range(std::size_t{256}, std::size_t{1} << 20));
  add_seconds(program, "--header-timeout", out.header_timeout,
              "For the TLS handshake and the whole request head");
  add_seconds(program, "--close-timeout", out.close_timeout,
              "Longest wait for the client's part of a close");
  add_seconds(program, "--drain-timeout", out.drain_timeout,
              "Longest wait for clients when the server stops");
  add_seconds(program, "--come-back-within", out.come_back_within,
              "Upper end of the random wait that clients are told then");
  add_compression(program, out.compression);
}

void add_affinity(CLI::App& program, std::size_t& out) {
  add(program, "--loop-affinity", out, "CONNECTIONS",
      "Connections that share the loop of their room, more stay where they "
      "were accepted; 0: all stay")
    ->check(CLI::Range(std::size_t{0}, std::size_t{1} << 20));
}

void add_limits(CLI::App& program, troupe::limits& out) {
  add(program, "--max-message-bytes", out.message_bytes, "BYTES",
      "Longest message, more closes with 1009")
    ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 30));
  add(program, "--max-json-depth", out.json_depth, "LEVELS",
      "Deepest nesting of a JSON message")
    ->check(CLI::Range(std::size_t{1}, std::size_t{512}));
  add(program, "--max-queue-bytes", out.queue_bytes, "BYTES",
      "Output that may wait for a slow client, more closes with 1013")
    ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 30));
  add_seconds(program, "--ping-interval", out.ping_interval,
              "Silence after which the server pings");
  add_seconds(program, "--pong-timeout", out.pong_timeout,
              "Silence after a ping that ends the connection");
  add(program, "--message-rate", out.messages.per_second, "PER-SECOND",
      "Messages a second from one connection; 0: no limit")
    ->check(CLI::NonNegativeNumber);
  add(program, "--message-burst", out.messages.burst, "NUMBER",
      "Messages at once from one connection")
    ->check(CLI::Range(1.0, 1e9));
  add(program, "--byte-rate", out.bytes.per_second, "PER-SECOND",
      "Bytes of messages a second from one connection; 0: no limit")
    ->check(CLI::NonNegativeNumber);
  add(program, "--byte-burst", out.bytes.burst, "BYTES",
      "Bytes of messages at once from one connection")
    ->check(CLI::Range(1.0, 1e12));
  add(program, "--rate-strikes", out.rate_strikes, "NUMBER",
      "Messages over the rate, less those within, that close the connection");
}

void add_log_options(CLI::App& program) {
  namespace log = troupe::log;
  add_named(program, "--log-level", log::threshold, "LEVEL", "info",
            "debug, info, warning, error or off; to standard error");
  add_named(program, "--log-format", log::write_as, "FORMAT", "text",
            "text or json");
  program
    .add_option_function<double>(
      "--log-rate", [](const double& lines) { log::limit(lines); },
      "Lines a second of one event, but for those of level debug; more are "
      "counted in the next; 0: no limit")
    ->type_name("PER-SECOND")
    ->default_str("20")
    ->check(CLI::NonNegativeNumber);
}

} // namespace apps
