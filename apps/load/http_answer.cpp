#include <apps/load/http_answer.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace load {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 'a' - 'A')
                                        : letter;
}

bool same_name(std::string_view name, std::string_view lower_case) {
  return std::equal(name.begin(), name.end(), lower_case.begin(),
                    lower_case.end(),
                    [](char a, char b) { return lower(a) == b; });
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

/// Digits, and nothing else.
std::optional<std::size_t> read_number(std::string_view text) {
  std::size_t out = 0;
  auto end = text.data() + text.size();
  auto [stopped, error] = std::from_chars(text.data(), end, out);
  if (error != std::errc{} || stopped != end)
    return std::nullopt;
  return out;
}

} // namespace

void http_answer::feed(std::string_view bytes) {
  if (state_ == state::complete || state_ == state::broken)
    return;
  input_.append(bytes);
  if (state_ == state::body)
    return look_at_body();
  auto end_at = input_.find(head_end);
  if (std::min(end_at, input_.size()) > max_head_bytes) {
    state_ = state::broken;
  } else if (end_at != std::string::npos) {
    auto fine = read_head(std::string_view{input_}.substr(0, end_at));
    input_.erase(0, end_at + head_end.size());
    state_ = fine ? state::body : state::broken;
    if (fine)
      look_at_body();
  }
}

void http_answer::end() {
  if (state_ == state::body && length_ == until_closed)
    state_ = state::complete;
  else if (state_ != state::complete)
    state_ = state::broken;
}

void http_answer::look_at_body() {
  auto most = length_ == until_closed ? max_body_bytes : length_;
  if (input_.size() > most)
    state_ = state::broken;
  else if (input_.size() == length_)
    state_ = state::complete;
}

bool http_answer::read_head(std::string_view head) {
  auto fine = read_status(head.substr(0, head.find(line_end)));
  while (fine) {
    auto end_at = head.find(line_end);
    if (end_at == std::string_view::npos)
      return true;
    head.remove_prefix(end_at + line_end.size());
    fine = read_field(head.substr(0, head.find(line_end)));
  }
  return false;
}

bool http_answer::read_status(std::string_view line) {
  constexpr std::string_view protocol = "HTTP/1.";
  constexpr std::size_t status_at = 9; // after "HTTP/1.1 "
  constexpr std::size_t digits = 3;
  if (!line.starts_with(protocol) || line.size() < status_at + digits
      || line[status_at - 1] != ' ')
    return false;
  if (line.size() > status_at + digits && line[status_at + digits] != ' ')
    return false;
  auto number = read_number(line.substr(status_at, digits));
  status_ = static_cast<int>(number.value_or(0));
  return status_ >= 200 && status_ < 600; // Nothing asks for a 1xx before it.
}

bool http_answer::read_field(std::string_view line) {
  auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0)
    return false;
  auto name = line.substr(0, colon);
  if (same_name(name, "transfer-encoding"))
    return false;
  if (!same_name(name, "content-length"))
    return true;
  auto number = read_number(trim(line.substr(colon + 1)));
  auto contradicts = length_ != until_closed && number != length_;
  if (!number || *number > max_body_bytes || contradicts)
    return false;
  length_ = *number;
  return true;
}

} // namespace load
