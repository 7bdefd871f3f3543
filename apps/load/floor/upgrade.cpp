#include <apps/load/floor/upgrade.hpp>

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cctype>

namespace load {

namespace {

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a))
         == std::tolower(static_cast<unsigned char>(b));
}

/// @returns the field's value without space around it; empty: no such field.
std::string_view field(std::string_view head, std::string_view name) {
  auto found = std::search(head.begin(), head.end(), name.begin(), name.end(),
                           same_letter);
  auto value = head.substr(static_cast<std::size_t>(found - head.begin()));
  value.remove_prefix(std::min(value.size(), name.size()));
  value = value.substr(0, value.find('\r'));
  auto first = value.find_first_not_of(' ');
  auto last = value.find_last_not_of(' ');
  return first == std::string_view::npos
           ? std::string_view{}
           : value.substr(first, last - first + 1);
}

std::string accept_value(std::string_view key) {
  auto text = std::string{key} + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  ::SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         digest);
  unsigned char out[4 * (SHA_DIGEST_LENGTH / 3 + 1) + 1];
  auto length = ::EVP_EncodeBlock(out, digest, SHA_DIGEST_LENGTH);
  return {reinterpret_cast<char*>(out), static_cast<std::size_t>(length)};
}

} // namespace

std::optional<upgrade> answer_upgrade(std::string_view head) {
  constexpr std::string_view method = "GET ";
  auto key = field(head, "\nSec-WebSocket-Key:");
  if (!head.starts_with(method) || key.empty())
    return std::nullopt;
  head.remove_prefix(method.size());
  return upgrade{std::string{head.substr(0, head.find(' '))},
                 "HTTP/1.1 101 Switching Protocols\r\n"
                 "Upgrade: websocket\r\n"
                 "Connection: Upgrade\r\n"
                 "Sec-WebSocket-Accept: "
                   + accept_value(key) + "\r\n\r\n"};
}

} // namespace load
