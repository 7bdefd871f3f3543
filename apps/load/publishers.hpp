// Who says what, and when.
#pragma once

#include <apps/load/payload.hpp>
#include <apps/load/speaker.hpp>

#include <cstdint>
#include <vector>

namespace load {

/// How fast a publisher talks.
struct pace {
  /// Messages that it has said and not heard itself yet; the next one follows
  /// when one is heard. Counts only without a `rate`.
  std::uint32_t in_flight = 10;
  /// Messages a second, whatever the server does; 0: as `in_flight` says.
  double rate = 0;
};

/// Numbers the messages of those who publish, and says them when they are due.
///
/// At a fixed rate the times are fixed at the start, evenly spread over all
/// publishers, and it is these times that the messages carry: a server that
/// stops for a second has delayed all that should have been said in it.
class publishers {
public:
  /// @param text writes the messages; both must outlive the publishers.
  publishers(const pace& how_fast, payload& text);

  /// Publishers are numbered from 0 in the order in which they are added.
  void add(speaker& who);

  void start(clock::time_point now);

  /// Says what is due by now. To be called after each turn of the loop.
  void advance(clock::time_point now);

  /// @returns when `advance` has to be called again, at the latest.
  clock::time_point next_turn(clock::time_point now) const;

  /// Publisher `id` heard its own message.
  void on_own(std::uint32_t id, std::uint32_t number, clock::time_point now);

  /// Nothing more is said from now on.
  void stop() noexcept {
    running_ = false;
  }

  /// @returns how many messages the publisher has said: numbers below that.
  std::uint32_t sent(std::uint32_t id) const {
    return all_[id].sent;
  }

  std::uint64_t total_sent() const noexcept {
    return total_sent_;
  }

  /// @returns how many were due and could not be said, because the server does
  ///          not read.
  std::uint64_t unsent() const;

  /// @returns how often a publisher gave up waiting for its own messages.
  std::uint64_t stalls() const noexcept {
    return stalls_;
  }

private:
  struct publisher {
    speaker* who = nullptr;
    std::uint32_t sent = 0;
    std::uint32_t heard = 0;    ///< In flight: one above the highest own.
    std::uint32_t due = 0;      ///< At a rate: how many should have been said.
    clock::time_point heard_at; ///< The last time that it got on.
    bool behind = false;        ///< It is on that list.
  };

  bool has_rate() const noexcept {
    return pace_.rate > 0;
  }

  clock::time_point time_of(std::uint64_t slot) const;
  void say(std::uint32_t id, clock::time_point time);
  void fill(std::uint32_t id, clock::time_point now);
  void look_for_stalls(clock::time_point now);
  void catch_up();
  void say_due(std::uint32_t id);

  pace pace_;
  payload& text_;
  std::vector<publisher> all_;
  std::vector<std::uint32_t> behind_; ///< Who has due messages unsaid.
  clock::time_point start_;
  clock::time_point next_look_;
  std::uint64_t next_slot_ = 0; ///< Slot `s` is publisher `s % size`'s.
  std::uint64_t total_sent_ = 0;
  std::uint64_t stalls_ = 0;
  bool running_ = false;
};

} // namespace load
