#include <apps/load/payload.hpp>

#include <array>

namespace load {

namespace {

// Field widths, in the order in which they stand.
constexpr std::size_t mark_width = 2 + 8;
constexpr std::size_t publisher_width = 6;
constexpr std::size_t number_width = 8;
constexpr std::size_t time_width = 16;

constexpr std::size_t kind_at = mark_width;
constexpr std::size_t publisher_at = kind_at + 1;
constexpr std::size_t number_at = publisher_at + publisher_width;
constexpr std::size_t time_at = number_at + number_width;
static_assert(time_at + time_width + 1 == payload::min_bytes);

constexpr char filler = 'x';
constexpr char end_mark = '.';
constexpr std::uint8_t no_digit = 0xFF;

constexpr auto digit_values = [] {
  auto out = std::array<std::uint8_t, 256>{};
  out.fill(no_digit);
  for (std::uint8_t i = 0; i < 16; ++i)
    out[static_cast<unsigned char>("0123456789abcdef"[i])] = i;
  return out;
}();

void put_hex(char* out, std::size_t width, std::uint64_t value) {
  for (auto i = width; i-- > 0; value >>= 4)
    out[i] = "0123456789abcdef"[value & 0xF];
}

/// @returns false when there is something else than digits.
bool get_hex(const char* in, std::size_t width, std::uint64_t& out) {
  std::uint8_t seen = 0;
  out = 0;
  for (std::size_t i = 0; i < width; ++i) {
    auto digit = digit_values[static_cast<unsigned char>(in[i])];
    seen |= digit;
    out = out << 4 | digit;
  }
  return seen < 16;
}

} // namespace

payload::payload(std::uint32_t run, std::size_t bytes)
  : text_(bytes, filler), mark_(mark_width, '0') {
  mark_.replace(0, 2, "TL");
  put_hex(mark_.data() + 2, mark_width - 2, run);
  text_.replace(0, mark_width, mark_);
  text_.back() = end_mark;
}

std::string_view payload::write(const stamp& what) {
  auto time = what.time.time_since_epoch();
  auto ticks = std::chrono::duration_cast<std::chrono::nanoseconds>(time);
  text_[kind_at] = static_cast<char>(what.what);
  put_hex(&text_[publisher_at], publisher_width, what.publisher);
  put_hex(&text_[number_at], number_width, what.number);
  put_hex(&text_[time_at], time_width,
          static_cast<std::uint64_t>(ticks.count()));
  return text_;
}

std::optional<stamp> payload::read(std::string_view& text) {
  auto at = find(text);
  if (at == std::string_view::npos) {
    text = {};
    return std::nullopt;
  }
  auto whole = text.substr(at, text_.size());
  text.remove_prefix(at + whole.size());
  if (whole.size() < text_.size() || whole.back() != end_mark)
    return stamp{};
  return parse(whole);
}

// A server puts the same in front of every message: look there first. Where a
// whole message would fit in before that, this could skip one.
std::size_t payload::find(std::string_view text) {
  if (text.size() < mark_.size())
    return std::string_view::npos;
  if (last_at_ < text_.size() && last_at_ < text.size()
      && text.compare(last_at_, mark_.size(), mark_) == 0)
    return last_at_;
  auto at = text.find(mark_);
  if (at != std::string_view::npos)
    last_at_ = at;
  return at;
}

stamp payload::parse(std::string_view text) {
  auto out = stamp{};
  std::uint64_t publisher = 0, number = 0, time = 0;
  auto what = static_cast<stamp::kind>(text[kind_at]);
  if ((what != stamp::kind::numbered && what != stamp::kind::probe)
      || !get_hex(&text[publisher_at], publisher_width, publisher)
      || !get_hex(&text[number_at], number_width, number)
      || !get_hex(&text[time_at], time_width, time))
    return out;
  out.what = what;
  out.publisher = static_cast<std::uint32_t>(publisher);
  out.number = static_cast<std::uint32_t>(number);
  out.time = clock::time_point{
    std::chrono::nanoseconds{static_cast<std::int64_t>(time)}};
  return out;
}

bool payload::is_numbered(std::string_view text) {
  return text.size() >= min_bytes && text.starts_with("TL")
         && text[kind_at] == static_cast<char>(stamp::kind::numbered);
}

} // namespace load
