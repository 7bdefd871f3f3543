#include <apps/common/command_line.hpp>

#include <apps/common/contract.hpp>
#include <apps/common/server_flags.hpp>
#include <apps/common/store_metrics.hpp>

#include <troupe/actors/system_config.hpp>
#include <troupe/net/server.hpp>
#include <troupe/net/signals.hpp>

#include <CLI/Option.hpp>
#include <caf/actor_system.hpp>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iostream>

namespace apps {

namespace {

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
  add_affinity(program, out.actors.loop_affinity);
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
