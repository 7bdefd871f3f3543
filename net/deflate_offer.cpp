#include <troupe/net/deflate_offer.hpp>

#include <troupe/protocol/ascii.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace troupe {

namespace {

/// One offer, as far as it was read.
struct offer {
  bool good = true;
  std::optional<int> server_bits;
};

std::optional<int> read_bits(std::string_view text) {
  auto bits = 0;
  auto end = text.data() + text.size();
  auto [stop, bad] = std::from_chars(text.data(), end, bits);
  auto whole = bad == std::errc{} && stop == end && text.front() != '0';
  return whole && bits >= 8 && bits <= 15 ? std::optional{bits} : std::nullopt;
}

void read_parameter(offer& out, std::string_view name, std::string_view value) {
  if (name == "server_no_context_takeover"
      || name == "client_no_context_takeover") {
    out.good = out.good && value.empty();
  } else if (name == "client_max_window_bits") {
    out.good = out.good && (value.empty() || read_bits(value));
  } else if (name == "server_max_window_bits") {
    out.server_bits = value.empty() ? std::nullopt : read_bits(value);
    out.good = out.good && out.server_bits;
  } else {
    out.good = false;
  }
}

/// Cuts off what stands before the mark. A mark in quotes is one too: it is
/// then in no value that we take.
std::string_view cut(std::string_view& text, char mark) {
  auto end = std::min(text.find(mark), text.size());
  auto out = trimmed(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return out;
}

std::string_view unquoted(std::string_view value) {
  auto quoted = value.size() > 1 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

/// @param text what stands behind the extension's name.
offer read_offer(std::string_view text) {
  auto out = offer{};
  auto seen = std::set<std::string>{};
  while (!text.empty()) {
    auto value = cut(text, ';');
    auto has_value = value.find('=') != value.npos;
    auto name = to_lower(cut(value, '='));
    value = unquoted(trimmed(value));
    read_parameter(out, name, value);
    out.good = out.good && has_value == !value.empty();
    out.good = out.good && seen.insert(name).second;
  }
  return out;
}

} // namespace

std::optional<std::string>
accept_deflate(std::string_view offers, int window_bits) {
  while (!offers.empty()) {
    auto each = cut(offers, ',');
    if (to_lower(cut(each, ';')) != "permessage-deflate")
      continue;
    auto wanted = read_offer(each);
    if (!wanted.good || wanted.server_bits.value_or(window_bits) < window_bits)
      continue;
    auto out = std::string{"permessage-deflate; server_no_context_takeover; "
                           "client_no_context_takeover"};
    if (wanted.server_bits)
      out += "; server_max_window_bits=" + std::to_string(window_bits);
    return out;
  }
  return std::nullopt;
}

} // namespace troupe
