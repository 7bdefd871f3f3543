// Which channel serves which path.
#pragma once

#include <troupe/actors/accepts.hpp>
#include <troupe/actors/channel.hpp>
#include <troupe/actors/slow_members.hpp>
#include <troupe/protocol/limits.hpp>
#include <troupe/protocol/path_pattern.hpp>
#include <troupe/protocol/problem.hpp>
#include <troupe/protocol/target.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace troupe {

/// Longest message of a route. Unit: bytes. Only lowers
/// `limits::message_bytes`.
struct max_size {
  std::size_t bytes;
};

constexpr std::size_t operator""_KiB(unsigned long long n) {
  return static_cast<std::size_t>(n) * 1024;
}

/// Nobody without a valid token opens the route's channel.
struct require_token {};

/// Nobody without the permission `action:resource` opens the route's channel;
/// the resource is what the path names (see `named_by`). Needs a token.
struct require {
  std::string action;
};

/// Each message, but pings and refreshes, needs the permission
/// `action:resource` at that moment.
struct require_each {
  std::string action;
};

/// Rules of a route that stand outside of its channel; made by `with`.
struct route_rules {
  std::optional<rate_limit> messages; ///< Else `limits::messages`.
  std::optional<max_size> message_size;
  bool needs_token = false;
  std::optional<require> permission;
  std::optional<require_each> each_message;
  slow_members slow = slow_members::disconnect;

  void apply(const rate_limit& rule) {
    messages = rule;
  }

  void apply(const max_size& rule) {
    message_size = rule;
  }

  void apply(require_token) {
    needs_token = true;
  }

  void apply(const require& rule) {
    needs_token = true;
    permission = rule;
  }

  void apply(const require_each& rule) {
    each_message = rule;
  }

  void apply(slow_members rule) {
    slow = rule;
  }
};

/// `with(rate_limit{20, 40}, max_size{16_KiB}, require{"read"})`
template <class... Rules>
route_rules with(const Rules&... rules) {
  auto out = route_rules{};
  (out.apply(rules), ...);
  return out;
}

/// One line of the table.
struct route {
  std::size_t number; ///< From 0, as they were added.
  path_pattern pattern;
  route_rules rules;
  accept_table accepted;
  channel serve;
  std::vector<message_shape> received{}; ///< Those of `accepted`.
  std::vector<message_shape> sent{};     ///< Without the common ones.
};

/// A route that a request matched, and its path's parameters.
struct route_match {
  std::shared_ptr<const route> to;
  path_params params;
};

/// The table of routes. Filled at start-up, then only read: any thread.
class router {
public:
  /// @param says what the route's contract shows; nothing checks that the
  ///        channel keeps to it.
  template <class... Ts, class... Us>
  void add(std::string_view pattern, route_rules rules, accept_list<Ts...> list,
           send_list<Us...> says, channel serve) {
    routes_.push_back(std::make_shared<const route>(
      route{routes_.size(), path_pattern{pattern}, std::move(rules),
            list.table(), std::move(serve), list.shapes(), says.shapes()}));
  }

  template <class... Ts, class... Us>
  void add(std::string_view pattern, accept_list<Ts...> list,
           send_list<Us...> says, channel serve) {
    add(pattern, with(), list, says, std::move(serve));
  }

  template <class... Ts>
  void add(std::string_view pattern, route_rules rules, accept_list<Ts...> list,
           channel serve) {
    add(pattern, std::move(rules), list, sends<>, std::move(serve));
  }

  template <class... Ts>
  void add(std::string_view pattern, accept_list<Ts...> list, channel serve) {
    add(pattern, with(), list, sends<>, std::move(serve));
  }

  /// @returns the first route that the path matches; `not_found` when there is
  ///          none, `bad_request` when a parameter is no valid name.
  result<route_match> resolve(const target& where) const;

  /// All, in the order in which they were added.
  const std::vector<std::shared_ptr<const route>>& routes() const noexcept {
    return routes_;
  }

private:
  std::vector<std::shared_ptr<const route>> routes_;
};

} // namespace troupe
