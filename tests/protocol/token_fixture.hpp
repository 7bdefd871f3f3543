// What the tests of tokens share: one moment, one payload, and rules for each
// algorithm with the keys of token_forge.hpp.
#pragma once

#include <troupe/protocol/token_verifier.hpp>

#include "catch.hpp"
#include "token_forge.hpp"

#include <iterator>
#include <optional>

namespace troupe {

constexpr auto now = wall_time{std::chrono::seconds{1'900'000'000}};
inline const auto payload = std::string{R"({"sub":"ann","exp":1900000060})"};

inline token_rules rules_for(token_algorithm algorithm) {
  auto rules = token_rules{};
  rules.algorithm = algorithm;
  rules.key = forge::keys_of(algorithm).verifying;
  return rules;
}

inline token_verifier verifier_for(token_algorithm algorithm) {
  return *token_verifier::make(rules_for(algorithm));
}

/// Why it is refused; nothing when it is taken.
inline std::optional<token_fault>
fault_of(const token_rules& rules, const std::string& token) {
  auto who = token_verifier::make(rules)->examine(token, now);
  return who ? std::nullopt : std::optional{who.error()};
}

inline std::optional<token_fault>
fault_of(token_algorithm algorithm, const std::string& token) {
  return fault_of(rules_for(algorithm), token);
}

/// The test case runs once for each.
inline token_algorithm each_algorithm() {
  return GENERATE(from_range(std::begin(forge::all_algorithms),
                             std::end(forge::all_algorithms)));
}

/// The part that is signed.
inline std::string signed_text(const std::string& token) {
  return token.substr(0, token.rfind('.'));
}

} // namespace troupe

template <>
struct Catch::StringMaker<std::optional<troupe::token_fault>> {
  static std::string convert(const std::optional<troupe::token_fault>& fault) {
    return fault ? std::string{to_string(*fault)} : "taken";
  }
};
