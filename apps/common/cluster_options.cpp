#include <apps/common/cluster_options.hpp>

#include <apps/common/server_flags.hpp>

#include <troupe/actors/cluster/certificates.hpp>
#include <troupe/actors/cluster/cluster_node.hpp>
#include <troupe/actors/cluster/prober.hpp>

#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>

namespace apps {

namespace {

constexpr auto listen_timeout = std::chrono::seconds{10};

CLI::Option* add_file(CLI::App& program, const std::string& flag,
                      std::filesystem::path& out, const std::string& what) {
  return program.add_option(flag, out, what)
    ->type_name("FILE")
    ->check(CLI::ExistingFile);
}

} // namespace

void add_cluster_options(CLI::App& program, cluster_flags& out) {
  auto& options = out.options;
  auto* node = program
                 .add_option("--node", options.self.name,
                             "The name of this node in a cluster; without it "
                             "the program is alone")
                 ->type_name("NAME");
  auto* listen = program
                   .add_option("--cluster-listen", out.listen,
                               "IP address and port where other nodes reach "
                               "this one")
                   ->type_name("HOST:PORT")
                   ->needs(node);
  node->needs(listen);
  program
    .add_option("--peer", out.peers,
                "Another node; once for each, the same on all nodes")
    ->type_name("NAME=HOST:PORT")
    ->needs(node);
  program
    .add_option("--cluster-id", options.id,
                "Nodes of another cluster are refused")
    ->type_name("TEXT")
    ->capture_default_str();
  add_seconds(program, "--cluster-heartbeat", options.heartbeat,
              "How often nodes say that they are there; the same on all");
  add_seconds(program, "--cluster-timeout", options.timeout,
              "Silence after which a node counts as gone; the same on all");
  add_seconds(program, "--cluster-grace", options.grace,
              "How long its rooms wait for a node that is gone");
  auto* certificate = add_file(program, "--cluster-cert", options.certificate,
                               "PEM file of this node's certificate: nodes "
                               "speak TLS; without it, over loopback only");
  auto* key
    = add_file(program, "--cluster-key", options.key, "PEM file of its key");
  auto* authority = add_file(program, "--cluster-ca", options.authority,
                             "PEM file of the authority of all nodes' "
                             "certificates, and of nothing else");
  for (auto* each : {certificate, key, authority})
    each->needs(node)->needs(certificate)->needs(key)->needs(authority);
}

troupe::result<cluster_place> cluster_place::read(const cluster_flags& flags) {
  auto out = cluster_place{};
  if (flags.options.self.name.empty())
    return out;
  auto options = flags.options;
  if (auto bad = troupe::parse_host_and_port(flags.listen, options.self))
    return *bad;
  for (const auto& each : flags.peers) {
    auto peer = troupe::parse_node_address(each);
    if (!peer)
      return peer.error();
    options.peers.push_back(std::move(*peer));
  }
  if (auto bad = troupe::check(options))
    return *bad;
  if (auto bad = troupe::check_certificates(options))
    return *bad;
  out.listening_ = std::make_shared<std::promise<outcome>>();
  options.on_listening = [heard = out.listening_](outcome what) {
    heard->set_value(std::move(what));
  };
  out.options_ = std::move(options);
  return out;
}

void cluster_place::set_up(caf::actor_system_config& config,
                           troupe::node_options& out) {
  if (!options_)
    return;
  troupe::configure_cluster(config, *options_);
  out.make_cluster = [it = *options_](caf::actor_system& system) {
    return troupe::make_cluster_node(
      system, it, [patience = it.dial_timeout](caf::actor_system& where) {
        return troupe::spawn_prober(where, patience);
      });
  };
}

std::optional<troupe::problem> cluster_place::wait() {
  if (!options_)
    return std::nullopt;
  auto heard = listening_->get_future();
  if (heard.wait_for(listen_timeout) != std::future_status::ready)
    return troupe::problem{
      troupe::error_code::unavailable, "The cluster port does not open", {}};
  return heard.get();
}

} // namespace apps
