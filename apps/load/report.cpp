#include <apps/load/report.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace load {

namespace {

constexpr auto percentiles = std::array<std::pair<const char*, double>, 4>{
  {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}}};

constexpr int label_width = 28;
constexpr int column_width = 10;

double milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>{time}.count();
}

double per(double amount, double base) {
  return base > 0 ? amount / base : 0;
}

amounts named(const faults& found) {
  auto number = [](std::uint64_t x) { return static_cast<double>(x); };
  auto out = amounts{{"lost", number(found.lost)},
                     {"doubled", number(found.doubled)},
                     {"reordered", number(found.reordered)},
                     {"stray", number(found.stray)},
                     {"damaged", number(found.damaged)},
                     {"disconnected", number(found.disconnected)}};
  if (found.errors)
    out.emplace_back("errors", number(*found.errors));
  return out;
}

// -- the table ----------------------------------------------------------------

std::ostream& label(std::ostream& out, const std::string& text) {
  return out << "  " << std::left << std::setw(label_width) << text
             << std::right;
}

/// Whole numbers as such, others with two digits behind the point.
std::string in_words(double number) {
  auto out = std::ostringstream{};
  out << std::fixed << std::setprecision(number == std::floor(number) ? 0 : 2)
      << number;
  return out.str();
}

void print(std::ostream& out, const amounts& numbers) {
  for (const auto& [name, number] : numbers)
    label(out, name) << in_words(number) << '\n';
}

void print_latencies(std::ostream& out, const report& what) {
  if (what.latencies.empty())
    return;
  label(out, "milliseconds");
  for (const auto& [name, share] : percentiles)
    out << std::setw(column_width) << name;
  out << std::setw(column_width) << "max" << std::setw(column_width) << "count"
      << '\n';
  for (const auto& [of, since, times] : what.latencies) {
    label(out, of) << std::fixed << std::setprecision(3);
    for (const auto& [name, share] : percentiles)
      out << std::setw(column_width) << milliseconds(times.percentile(share));
    out << std::setw(column_width) << milliseconds(times.max())
        << std::setw(column_width) << times.count() << "  since " << since
        << '\n';
  }
}

void print_costs(std::ostream& out, const report& what) {
  auto share = [&](double seconds) {
    return in_words(seconds) + " s, "
           + in_words(std::round(100 * per(seconds, what.seconds))) + " %";
  };
  constexpr double nearly_all = 0.9;
  auto limit = per(what.paid.client_cpu_seconds, what.seconds) > nearly_all;
  label(out, "CPU of the load") << share(what.paid.client_cpu_seconds)
                                << (limit ? ": it may be the limit\n" : "\n");
  if (!what.paid.server_before)
    return;
  label(out, "CPU of the server")
    << share(what.paid.server_cpu_seconds) << '\n';
  auto kibibytes = [](std::uint64_t bytes) { return bytes / 1024; };
  label(out, "memory of the server")
    << kibibytes(what.paid.server_before->resident_bytes) << " KiB before, "
    << kibibytes(what.paid.server_resident_at_start) << " to "
    << kibibytes(what.paid.server_resident_at_end) << " KiB while measured\n";
}

void print_deliveries(std::ostream& out, const report& what) {
  if (what.deliveries == 0)
    return;
  auto number = static_cast<double>(what.deliveries);
  auto server = what.paid.server_cpu_seconds;
  label(out, "deliveries per second")
    << in_words(std::round(per(number, what.seconds))) << '\n';
  if (server > 0)
    label(out, "deliveries per server CPU-s")
      << in_words(std::round(number / server)) << '\n';
}

// -- JSON ---------------------------------------------------------------------

using json = nlohmann::ordered_json;

json to_json(const amounts& numbers) {
  auto out = json::object();
  for (const auto& [name, number] : numbers)
    if (number == std::floor(number))
      out[name] = static_cast<std::int64_t>(number);
    else
      out[name] = number;
  return out;
}

json to_json(const latency& what) {
  auto out = json{{"since", what.since}, {"count", what.times.count()}};
  for (const auto& [name, share] : percentiles)
    out[name] = milliseconds(what.times.percentile(share));
  out["max"] = milliseconds(what.times.max());
  return out;
}

json to_json(const cost& paid) {
  auto out = json{{"client_cpu_seconds", paid.client_cpu_seconds}};
  if (!paid.server_before)
    return out;
  out["server_cpu_seconds"] = paid.server_cpu_seconds;
  out["server_resident_bytes"]
    = json{{"before", paid.server_before->resident_bytes},
           {"at_start", paid.server_resident_at_start},
           {"at_end", paid.server_resident_at_end}};
  return out;
}

} // namespace

void print_table(std::ostream& out, const report& what) {
  out << what.scenario << " (" << what.dialect << "), "
      << in_words(what.seconds) << " seconds measured\n";
  print(out, what.settings);
  print(out, what.results);
  print_deliveries(out, what);
  print_latencies(out, what);
  print_costs(out, what);
  print(out, named(what.found));
  if (!what.first_error.empty())
    label(out, "first error") << what.first_error << '\n';
}

void print_json(std::ostream& out, const report& what) {
  auto latencies = json::object();
  for (const auto& one : what.latencies)
    latencies[one.of] = to_json(one);
  auto deliveries = static_cast<double>(what.deliveries);
  auto all = json{
    {"scenario", what.scenario},
    {"dialect", what.dialect},
    {"settings", to_json(what.settings)},
    {"seconds", what.seconds},
    {"deliveries", what.deliveries},
    {"deliveries_per_second", per(deliveries, what.seconds)},
    {"deliveries_per_server_cpu_second",
     per(deliveries, what.paid.server_cpu_seconds)},
    {"results", to_json(what.results)},
    {"latency_ms", latencies},
    {"faults", to_json(named(what.found))},
    {"cost", to_json(what.paid)},
  };
  if (!what.first_error.empty())
    all["first_error"] = what.first_error;
  out << all.dump(2) << '\n';
}

} // namespace load
