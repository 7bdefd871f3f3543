#include <troupe/net/server_metrics.hpp>

#include <troupe/net/metric_family.hpp>
#include <troupe/protocol/problem.hpp>

#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <string>

namespace troupe {

namespace {

using namespace metric;
using clock = std::chrono::steady_clock;

constexpr auto loop_patience = std::chrono::seconds{1};

/// For counters of both kinds, which hold integers of 64 bits.
double number(std::uint64_t value) {
  return static_cast<double>(value);
}

bool is_code(std::size_t value) {
  auto code = static_cast<error_code>(value);
  return code == error_code::internal
         || to_string(code) != to_string(error_code::internal);
}

series by_reason(const counters& totals) {
  return {
    {"slow_client", number(totals.slow_clients)},
    {"no_pong", number(totals.silent_clients)},
    {"rate", number(totals.flooding_clients)},
    {"too_big", number(totals.oversized)},
    {"bad_frame", number(totals.broken_frames)},
    {"bad_utf8", number(totals.broken_text)},
    {"fault", number(totals.failed_sessions)},
    {"head_timeout", number(totals.head_timeouts)},
    {"close_timeout", number(totals.close_timeouts)},
    {"no_descriptor", number(totals.turned_away)},
    {"tls", number(totals.tls_refused)},
  };
}

series by_code(const counters& totals) {
  auto out = series{};
  for (std::size_t i = 0; i < totals.errors.size(); ++i)
    if (is_code(i) && i > 0)
      out.emplace_back(to_string(static_cast<error_code>(i)),
                       number(totals.errors[i]));
  return out;
}

/// Those that the server gives, even before it has: a counter that begins
/// above zero hides what it began with from `rate`.
series by_status(const counters& totals) {
  auto known = std::map<std::size_t, double>{{101, 0}, {200, 0}};
  for (std::size_t i = 1; i < totals.errors.size(); ++i)
    known[http_status(static_cast<error_code>(i))] = 0;
  for (std::size_t i = 0; i < totals.http_answers.size(); ++i)
    if (auto answers = number(totals.http_answers[i]); answers > 0)
      known[i] = answers;
  auto out = series{};
  for (auto [status, answers] : known)
    out.emplace_back(std::to_string(status), answers);
  return out;
}

/// What a loop says of itself.
struct loop_answer {
  std::chrono::duration<double> delay;
  std::size_t waiting_for_relay;
};

std::future<loop_answer>
ask(loop& where, const node& actors, std::size_t index) {
  auto answer = std::make_shared<std::promise<loop_answer>>();
  where.post([answer, &actors, index, asked = clock::now()] {
    answer->set_value({clock::now() - asked, actors.waiting_for_relay(index)});
  });
  return answer->get_future();
}

} // namespace

server_metrics::server_metrics(node& actors, const admission_control& admission,
                               std::vector<loop*> loops)
  : actors_(actors), admission_(admission), loops_(std::move(loops)) {}

std::vector<prometheus::MetricFamily> server_metrics::Collect() const {
  auto out = families{};
  out.push_back(gauge("troupe_build_info",
                      "Always 1; the label says what runs.", "version",
                      {{TROUPE_VERSION, 1}}));
  add_connections(out);
  add_sessions(out);
  add_messages(out);
  add_sockets(out);
  add_io(out);
  add_loops(out);
  if (actors_.others())
    add_links(out);
  return out;
}

void server_metrics::add_connections(families& out) const {
  const auto& totals = actors_.totals();
  out.push_back(gauge("troupe_connections_open", "Connections now.",
                      number(admission_.connections())));
  out.push_back(counter("troupe_connections_total", "Connections accepted.",
                        number(totals.connections)));
  out.push_back(counter("troupe_connections_dropped_total",
                        "Connections that the server ended.", "reason",
                        by_reason(totals)));
  out.push_back(counter("troupe_http_responses_total",
                        "Answers to requests; 101 opened a channel.", "status",
                        by_status(totals)));
}

void server_metrics::add_sessions(families& out) const {
  const auto& totals = actors_.totals();
  auto open = std::map<std::string, double>{};
  auto opened = open;
  for (const auto& each : actors_.routes().routes()) {
    const auto& counted = totals.routes[each->number];
    open[each->pattern.text()] += number(counted.open);
    opened[each->pattern.text()] += number(counted.opened);
  }
  out.push_back(gauge("troupe_sessions_open", "Sessions now.", "route",
                      {open.begin(), open.end()}));
  out.push_back(counter("troupe_sessions_total", "Sessions opened.", "route",
                        {opened.begin(), opened.end()}));
  out.push_back(gauge("troupe_rooms_open", "Rooms now.", number(totals.rooms)));
  out.push_back(
    counter("troupe_rooms_total", "Rooms made.", number(totals.rooms_made)));
}

void server_metrics::add_messages(families& out) const {
  const auto& totals = actors_.totals();
  out.push_back(counter("troupe_messages_received_total",
                        "Text and binary messages from clients.",
                        number(totals.messages_in)));
  out.push_back(counter("troupe_messages_sent_total",
                        "Text and binary messages to clients.",
                        number(totals.messages_out)));
  out.push_back(counter("troupe_publications_total",
                        "Events that rooms have sent to their members.",
                        number(totals.publications)));
  out.push_back(counter("troupe_messages_compressed_total",
                        "Messages that were compressed, not counting copies.",
                        number(totals.compressed)));
  out.push_back(counter("troupe_messages_dropped_total",
                        "Events of rooms left out for slow members.", "policy",
                        {{"drop_oldest", number(totals.dropped_messages)},
                         {"latest_only", number(totals.conflated_messages)}}));
  out.push_back(counter("troupe_errors_total", "Error events to clients.",
                        "code", by_code(totals)));
  out.push_back(counter("troupe_handler_faults_total",
                        "Handlers of channels that threw, or were missing.",
                        number(totals.faults)));
}

void server_metrics::add_sockets(families& out) const {
  const auto& totals = actors_.totals();
  out.push_back(counter("troupe_received_bytes_total",
                        "Bytes of requests and frames from clients.",
                        number(totals.bytes_in)));
  out.push_back(counter("troupe_sent_bytes_total",
                        "Bytes of answers and frames that sockets took.",
                        number(totals.bytes_out)));
  out.push_back(counter("troupe_frames_sent_total",
                        "Frames of all kinds, and answers, to clients.",
                        number(totals.frames_out)));
  out.push_back(counter("troupe_socket_sends_total",
                        "Writes to sockets, each by itself or in a batch.",
                        number(totals.sends)));
  std::uint64_t sends = 0;
  std::uint64_t reads = 0;
  for (auto* each : loops_) {
    sends += each->calls().send_batches();
    reads += each->calls().read_batches();
  }
  out.push_back(counter("troupe_send_batches_total",
                        "Times that io_uring took several writes together.",
                        number(sends)));
  out.push_back(counter("troupe_read_batches_total",
                        "Times that io_uring took several reads together.",
                        number(reads)));
  out.push_back(gauge("troupe_send_queue_bytes",
                      "Bytes that wait for clients to read, now.",
                      number(totals.queued_bytes)));
}

void server_metrics::add_io(families& out) const {
  auto rings = series{};
  for (std::size_t i = 0; i < loops_.size(); ++i)
    rings.emplace_back(std::to_string(i), loops_[i]->calls().by_ring() ? 1 : 0);
  out.push_back(gauge("troupe_loop_io_uring",
                      "1: the loop reads and writes by io_uring; 0: by recv() "
                      "and send().",
                      "loop", rings));
}

void server_metrics::add_loops(families& out) const {
  auto deadline = clock::now() + loop_patience;
  auto answers = std::vector<std::future<loop_answer>>{};
  for (std::size_t i = 0; i < loops_.size(); ++i)
    answers.push_back(ask(*loops_[i], actors_, i));
  auto served = series{};
  auto delays = series{};
  auto waiting = series{};
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    served.emplace_back(std::to_string(i),
                        number(actors_.affinity().connections(i)));
    auto in_time = answers[i].wait_until(deadline) == std::future_status::ready;
    auto answer = in_time ? answers[i].get() : loop_answer{loop_patience, 0};
    delays.emplace_back(std::to_string(i), answer.delay.count());
    if (in_time)
      waiting.emplace_back(std::to_string(i), number(answer.waiting_for_relay));
  }
  out.push_back(gauge("troupe_loop_connections",
                      "Connections with an open channel, now.", "loop",
                      served));
  out.push_back(
    gauge("troupe_loop_delay_seconds",
          "How long a task waited for its loop just now; 1: longer.", "loop",
          delays));
  out.push_back(gauge("troupe_relay_mailbox_messages",
                      "Messages that wait for the relay of a loop, now.",
                      "loop", waiting));
  out.push_back(gauge("troupe_directory_mailbox_messages",
                      "Messages that wait for the directory, now.",
                      number(actors_.waiting_for_directory())));
}

void server_metrics::add_links(families& out) const {
  auto by_peer = [this](counters::total peer_totals::*which) {
    auto all = series{};
    for (const auto& each : actors_.others()->peers())
      all.emplace_back(each->peer, number((*each).*which));
    return all;
  };
  out.push_back(gauge("troupe_cluster_link_up",
                      "1: there is a link to the node; 0: there is none.",
                      "peer", by_peer(&peer_totals::up)));
  out.push_back(gauge("troupe_cluster_waiting_bytes",
                      "Bytes that the node has not confirmed, now.", "peer",
                      by_peer(&peer_totals::waiting_bytes)));
  out.push_back(gauge("troupe_cluster_waiting_messages",
                      "Messages for which the node has no room, now.", "peer",
                      by_peer(&peer_totals::waiting)));
  out.push_back(counter("troupe_cluster_messages_sent_total",
                        "Messages to the node.", "peer",
                        by_peer(&peer_totals::sent)));
  out.push_back(counter("troupe_cluster_messages_received_total",
                        "Messages from the node.", "peer",
                        by_peer(&peer_totals::received)));
  out.push_back(counter("troupe_cluster_links_lost_total",
                        "Links to the node that have ended.", "peer",
                        by_peer(&peer_totals::lost)));
  out.push_back(counter("troupe_cluster_links_dropped_total",
                        "Of these, those that this node has ended.", "peer",
                        by_peer(&peer_totals::dropped)));
}

} // namespace troupe
