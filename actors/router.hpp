// Which channel serves which path.
#pragma once

#include <troupe/actors/accepts.hpp>
#include <troupe/actors/channel.hpp>
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

/// Rules of a route that stand outside of its channel; made by `with`.
struct route_rules {
  std::optional<rate_limit> messages; ///< Else `limits::messages`.
  std::optional<max_size> message_size;

  void apply(const rate_limit& rule) {
    messages = rule;
  }

  void apply(const max_size& rule) {
    message_size = rule;
  }
};

/// `with(rate_limit{20, 40}, max_size{16_KiB})`
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
};

/// A route that a request matched, and its path's parameters.
struct route_match {
  std::shared_ptr<const route> to;
  path_params params;
};

/// The table of routes. Filled at start-up, then only read: any thread.
class router {
public:
  template <class... Ts>
  void add(std::string_view pattern, route_rules rules, accept_list<Ts...> list,
           channel serve) {
    routes_.push_back(std::make_shared<const route>(
      route{routes_.size(), path_pattern{pattern}, std::move(rules),
            list.table(), std::move(serve)}));
  }

  template <class... Ts>
  void add(std::string_view pattern, accept_list<Ts...> list, channel serve) {
    add(pattern, with(), list, std::move(serve));
  }

  /// @returns the first route that the path matches; `not_found` when there is
  ///          none, `bad_request` when a parameter is no valid name.
  result<route_match> resolve(const target& where) const;

  /// All lines, as they were added.
  const std::vector<std::shared_ptr<const route>>& routes() const noexcept {
    return routes_;
  }

private:
  std::vector<std::shared_ptr<const route>> routes_;
};

} // namespace troupe
