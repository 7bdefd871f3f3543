#include <apps/common/command_line.hpp>
#include <apps/common/store_metrics.hpp>

#include <apps/common/contract.hpp>

#include <troupe/actors/log.hpp>
#include <troupe/actors/system_config.hpp>
#include <troupe/net/server.hpp>
#include <troupe/net/signals.hpp>

#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>
#include <caf/actor_system.hpp>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iostream>

namespace apps {

namespace {

using std::chrono::milliseconds;

/// An option in seconds, fractions allowed, kept as milliseconds.
void add_seconds(CLI::App& program, const std::string& flag, milliseconds& out,
                 const std::string& what) {
  auto set = [&out](const double& seconds) {
    out = milliseconds{static_cast<std::int64_t>(seconds * 1000)};
  };
  program.add_option_function<double>(flag, set, what)
    ->type_name("SECONDS")
    ->default_str(
      std::to_string(static_cast<double>(out.count()) / 1000).substr(0, 4))
    ->check(CLI::Range(0.01, 86'400.0));
}

template <class T>
CLI::Option* add(CLI::App& program, const std::string& flag, T& out,
                 const std::string& unit, const std::string& what) {
  return program.add_option(flag, out, what)
    ->type_name(unit)
    ->capture_default_str();
}

void add_server_options(CLI::App& program, troupe::server_options& out) {
  add(program, "--bind", out.bind, "ADDRESS", "IP address to listen on");
  add(program, "--port", out.port, "PORT", "Port to listen on; 0: a free one");
  add(program, "--loops", out.loops, "NUMBER",
      "Event loops, a thread each; 0: one per core");
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

std::string variable_of(const std::string& flag) {
  auto out = std::string{"TROUPE_"};
  for (auto c : flag)
    out += c == '-' ? '_' : static_cast<char>(std::toupper(c));
  return out;
}

void name_variables(CLI::App& program) {
  for (auto* option : program.get_options())
    if (auto names = option->get_lnames();
        !names.empty() && names.front() != "help")
      option->envname(variable_of(names.front()));
}

bool given(const std::vector<std::string>& arguments, const std::string& flag) {
  return std::any_of(arguments.begin(), arguments.end(), [&](const auto& x) {
    return x == flag || x.starts_with(flag + '=');
  });
}

/// Adds what only the environment says, so that it beats the config file; in
/// CLI11 it would not.
std::vector<std::string>
with_environment(const CLI::App& program, std::vector<std::string> arguments) {
  auto out = arguments;
  for (const auto* option : program.get_options()) {
    const auto* value = std::getenv(option->get_envname().c_str());
    auto flag = "--" + option->get_single_name();
    if (value && !option->get_envname().empty() && !given(arguments, flag))
      out.push_back(flag + '=' + value);
  }
  return out;
}

std::string url_of(const std::string& scheme, const std::string& address,
                   std::uint16_t port) {
  auto v6 = address.find(':') != std::string::npos;
  return scheme + "://" + (v6 ? "[" + address + "]" : address) + ":"
         + std::to_string(port);
}

/// @returns the key, or "" when no file is named.
troupe::result<std::string> read_api_key(const std::string& path) {
  constexpr std::size_t shortest = 16;
  if (path.empty())
    return std::string{};
  auto key = read_secret(path);
  if (key && key->size() < shortest)
    return troupe::problem{troupe::error_code::bad_request,
                           path + ": an API key has 16 bytes at least",
                           {}};
  return key;
}

/// Makes what the actors need of keys and stores.
std::optional<troupe::problem>
prepare(common_options& options, troupe::store_totals& totals) {
  auto verifier = make_verifier(options.identity);
  if (!verifier)
    return verifier.error();
  auto store = make_store(options.store, totals);
  if (!store)
    return store.error();
  auto key = read_api_key(options.api_key_file);
  if (!key)
    return key.error();
  options.server.api_key = std::move(*key);
  options.actors.tokens = std::move(*verifier);
  options.actors.make_store = std::move(*store);
  options.server.metrics.push_back(store_metrics(totals));
  return std::nullopt;
}

int cannot_start(const CLI::App& program, const troupe::problem& why) {
  std::cerr << program.get_name() << ": " << why.message << '\n';
  return 1;
}

void say_where(const std::string& name, const troupe::server_options& options,
               const troupe::server& server) {
  if (auto port = server.metrics_port())
    std::cout << name << " metrics on "
              << url_of("http", options.metrics_bind, *port) << "/metrics\n";
  const auto* scheme = options.tls_certificate.empty() ? "http" : "https";
  std::cout << name << " listening on "
            << url_of(scheme, options.bind, server.port()) << std::endl;
}

} // namespace

void add_common_options(CLI::App& program, common_options& out) {
  program.set_config("--config", "", "File with options: key=value lines");
  program.option_defaults()->always_capture_default(false);
  add_server_options(program, out.server);
  add_limits(program, out.actors.bounds);
  add_identity_options(program, out.identity, /*verifies=*/true);
  add_store_options(program, out.store);
  add_cluster_options(program, out.cluster);
  program
    .add_option("--api-key-file", out.api_key_file,
                "File with the key of the HTTP API, 16 bytes at least; without "
                "it there is no API")
    ->type_name("FILE");
  add_log_options(program);
  program.add_flag("--print-asyncapi", out.print_asyncapi,
                   "Writes what the channels receive and send, as AsyncAPI 3, "
                   "and ends");
}

std::optional<int> parse(CLI::App& program, int argc, char** argv) {
  constexpr int usage_error = 2;
  name_variables(program);
  auto arguments = with_environment(program, {argv + 1, argv + argc});
  std::reverse(arguments.begin(), arguments.end()); // CLI11 wants it so.
  try {
    program.parse(std::move(arguments));
  } catch (const CLI::ParseError& stopped) {
    return program.exit(stopped) == 0 ? 0 : usage_error;
  }
  return std::nullopt;
}

int serve(const CLI::App& program, common_options options,
          troupe::router routes, troupe::service_factory services) {
  if (options.print_asyncapi)
    return print_asyncapi(program, routes, options.server);
  auto store_totals = troupe::store_totals{}; // Outlives the actors.
  if (auto bad = prepare(options, store_totals))
    return cannot_start(program, *bad);
  auto place = cluster_place::read(options.cluster);
  if (!place)
    return cannot_start(program, place.error());
  auto config = troupe::system_config{};
  place->set_up(config, options.actors);
  auto system = caf::actor_system{config};
  auto where = options.server;
  auto started = troupe::server::start(
    system, std::move(routes), std::move(options.actors),
    std::move(options.server), {}, std::move(services));
  if (!started)
    return cannot_start(program, started.error());
  // Shared with a second signal, which may come while all this ends.
  auto server = std::shared_ptr<troupe::server>{std::move(*started)};
  if (auto bad = place->wait())
    return cannot_start(program, *bad);
  say_where(program.get_name(), where, *server);
  auto hurry = [weak = std::weak_ptr{server}] {
    if (auto still_there = weak.lock())
      still_there->hurry();
  };
  troupe::wait_for_stop_signal(hurry, [&] { server->reload(); });
  server->stop();
  std::cout << program.get_name() << " stopped" << std::endl;
  return 0;
}

} // namespace apps
