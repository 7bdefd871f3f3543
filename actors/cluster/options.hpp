// How a node finds and treats the others.
#pragma once

#include <troupe/protocol/problem.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// Where the others reach a node.
struct node_address {
  std::string name; ///< For people and for the placement; for good.
  std::string host; ///< An IP address.
  std::uint16_t port = 0;
};

/// Equal on all nodes of a cluster, but for `self` and the order of `peers`.
struct cluster_options {
  node_address self;
  /// All other nodes, whether they run or not.
  std::vector<node_address> peers;
  /// Nodes with another id are refused.
  std::string id = "troupe";

  /// How often nodes say that they are there.
  std::chrono::milliseconds heartbeat{500};
  /// After how much silence a link ends.
  std::chrono::milliseconds timeout{4'000};
  /// How long the rooms of a node that is gone wait for it to come back, before
  /// others take them over.
  std::chrono::milliseconds grace{2'000};
  /// The wait before a peer is dialled again: the first, doubled up to the
  /// last, and each as much as half of it shorter.
  std::chrono::milliseconds first_retry{200};
  std::chrono::milliseconds last_retry{2'000};
  /// For a peer to take a connection, and for its answer to the hello.
  std::chrono::milliseconds dial_timeout{2'000};
  /// For the answer to a question about the rooms or sessions of another node.
  std::chrono::milliseconds ask_timeout{3'000};

  /// What may be on its way to a peer, unconfirmed. Unit: messages, bytes.
  std::size_t window_messages = 1'024;
  std::size_t window_bytes = 1 << 20;
  /// What is sent at once. Unit: bytes.
  std::size_t batch_bytes = 65'536;
  /// What may wait for a peer that confirms nothing; more ends the link. Unit:
  /// bytes.
  std::size_t waiting_bytes = 64 << 20;

  /// PEM files of the node's certificate, of its key, and of the authority that
  /// all nodes' certificates are from: with all three the nodes speak TLS, and
  /// with none plainly.
  std::filesystem::path certificate{};
  std::filesystem::path key{};
  std::filesystem::path authority{};

  /// Hears whether the node could listen. Thread: any.
  std::function<void(std::optional<problem>)> on_listening{};
};

/// The node's part of session ids and epochs, from its name.
std::uint64_t node_number(std::string_view name) noexcept;

/// `NAME=HOST:PORT`; an IPv6 address stands in brackets.
result<node_address> parse_node_address(std::string_view text);

/// `HOST:PORT`, as `parse_node_address` reads it.
std::optional<problem>
parse_host_and_port(std::string_view text, node_address& out);

inline bool speaks_tls(const cluster_options& options) noexcept {
  return !options.certificate.empty();
}

/// Why a node cannot run with these: names that are invalid or clash, plain
/// text between hosts, TLS without all of its files.
std::optional<problem> check(const cluster_options& options);

} // namespace troupe
