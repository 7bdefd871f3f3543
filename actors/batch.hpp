// Messages by the dozen.
#pragma once

#include <troupe/actors/session.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace troupe {

/// When a batch is over.
struct batch_options {
  std::size_t size = 10;               ///< Messages; 1 at least.
  std::chrono::milliseconds wait{100}; ///< After its first message.
};

/// Why a batch is over.
enum class batch_end {
  full,    ///< It has its size.
  timeout, ///< It has waited, or the connection has ended.
};

namespace detail {

/// The session's own timer for one batch of `T`s.
template <class T>
struct batch_over {
  std::uint64_t number = 0;
};

template <class Inspector, class T>
typename Inspector::result_type inspect(Inspector& f, batch_over<T>& x) {
  return f(x.number);
}

template <class T>
class batch {
public:
  using handler = std::function<void(const std::vector<T>&, batch_end)>;

  batch(session* self, batch_options options, handler handle)
    : self_(self), options_(options), handle_(std::move(handle)) {}

  void add(const T& what) {
    held_.push_back(what);
    if (held_.size() >= options_.size)
      return hand_over(batch_end::full);
    if (held_.size() == 1)
      self_->delayed_send(self_, options_.wait, batch_over<T>{number_});
  }

  void time_out(std::uint64_t number) {
    if (number == number_)
      hand_over(batch_end::timeout);
  }

  void end() {
    if (!held_.empty())
      hand_over(batch_end::timeout);
  }

private:
  void hand_over(batch_end why) {
    ++number_; // The timer of this one means nothing any more.
    handle_(std::exchange(held_, {}), why);
  }

  session* self_;
  batch_options options_;
  handler handle_;
  std::vector<T> held_;
  std::uint64_t number_ = 0;
};

} // namespace detail

/// Handlers that take the `T`s of a channel in batches: when there are `size`
/// of them, or `wait` after the first. Order is kept. What is left when the
/// connection ends is handed over then: the handlers take `closed` too.
///
///     return in_batches<item>(self, {10, 100ms}, store_all).or_else(others);
///
/// @param handle throws like any handler: the client gets `internal`.
template <class T>
caf::message_handler
in_batches(session* self, batch_options options,
           std::function<void(const std::vector<T>&, batch_end)> handle) {
  auto held
    = std::make_shared<detail::batch<T>>(self, options, std::move(handle));
  return {
    [held](const T& what) { held->add(what); },
    [held](detail::batch_over<T> x) { held->time_out(x.number); },
    [held](const closed&) { held->end(); },
  };
}

} // namespace troupe
