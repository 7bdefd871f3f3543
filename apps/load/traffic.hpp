// The scenarios `fanout` and `echo`: who says what is heard by whom.
#pragma once

#include <apps/load/arrivals.hpp>
#include <apps/load/crowd.hpp>
#include <apps/load/dead_readers.hpp>
#include <apps/load/meter.hpp>
#include <apps/load/publishers.hpp>

namespace load {

struct traffic_options {
  crowd_size size{10, 100};
  std::uint32_t publishers = 1;   ///< In each room; at most all its members.
  std::uint32_t dead_readers = 0; ///< In each room, besides its members.
  std::size_t payload_bytes = 64;
  pace speed;
  std::chrono::milliseconds warm_up{1'000}; ///< Checked, but not timed.
  std::chrono::milliseconds measured{5'000};
  /// Longest silence, after the last message was said, until what has not come
  /// counts as lost.
  std::chrono::milliseconds drain{3'000};
};

/// Publishers talk, all members listen, and each message that any of them said
/// must come to each member of its room once and in order.
class traffic final : private crowd {
public:
  traffic(stage& where, const traffic_options& how);

  /// Errors: throws std::runtime_error when there is nothing to measure.
  report run();

private:
  void
  on_heard(connection& who, const stamp& what, clock::time_point now) override;
  std::string progress_line() const override;

  void add_publishers();
  void talk_until(clock::time_point end);
  void drain();
  void count_losses();
  void describe(report& out) const;

  bool is_meant_for(const connection& who, const stamp& what) const;

  /// @returns the index of the publisher's own connection.
  std::uint32_t publisher_index(std::uint32_t publisher) const;

  arrivals& heard_by(std::uint32_t member, std::uint32_t publisher) {
    return arrivals_[std::size_t{member} * options_.publishers
                     + publisher % options_.publishers];
  }

  traffic_options options_;
  publishers publishers_;
  dead_readers dead_readers_;
  std::vector<arrivals>
    arrivals_;                  ///< For each member, each publisher it hears.
  std::uint64_t delivered_ = 0; ///< Each message once a member.
  histogram delivery_times_;
  // Latency counts for what should have been said in between.
  clock::time_point measured_from_ = clock::time_point::max();
  clock::time_point measured_to_ = clock::time_point::max();
};

} // namespace load
