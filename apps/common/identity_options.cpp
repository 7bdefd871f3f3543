#include <apps/common/identity_options.hpp>

#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

namespace apps {

namespace {

using troupe::error_code;
using troupe::problem;
using troupe::token_algorithm;

const std::map<std::string, token_algorithm> algorithms{
  {"hs256", token_algorithm::hs256},
  {"rs256", token_algorithm::rs256},
  {"es256", token_algorithm::es256},
};

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

} // namespace

void add_identity_options(CLI::App& program, identity_options& out,
                          bool verifies) {
  program
    .add_option_function<std::string>(
      "--jwt-algorithm",
      [&out](const std::string& name) { out.algorithm = algorithms.at(name); },
      "How tokens are signed: hs256, rs256 or es256")
    ->type_name("NAME")
    ->default_str("hs256")
    ->check(CLI::IsMember(algorithms));
  program
    .add_option("--jwt-secret-file", out.secret_file,
                "File with the secret of hs256, 32 bytes at least; without it "
                "the secret is in TROUPE_JWT_SECRET")
    ->type_name("FILE");
  program
    .add_option(verifies ? "--jwt-public-key-file" : "--jwt-private-key-file",
                out.key_file, "PEM file with the key of rs256 or es256")
    ->type_name("FILE");
  program
    .add_option("--jwt-issuer", out.issuer,
                verifies ? "What a token's iss must be; none: anything"
                         : "The token's iss")
    ->type_name("TEXT");
  program
    .add_option("--jwt-audience", out.audience,
                verifies ? "What a token's aud must hold; none: anything"
                         : "The token's aud")
    ->type_name("TEXT");
  if (verifies)
    program
      .add_option_function<std::int64_t>(
        "--jwt-leeway",
        [&out](const std::int64_t& seconds) {
          out.leeway = std::chrono::seconds{seconds};
        },
        "How far the issuer's clock may be off")
      ->type_name("SECONDS")
      ->default_str("30")
      ->check(CLI::Range(0, 60));
}

troupe::result<std::string> read_secret(const std::string& path) {
  auto in = std::ifstream{path, std::ios::binary};
  auto text = std::string{std::istreambuf_iterator<char>{in}, {}};
  if (!in)
    return problem{error_code::bad_request, "Cannot read " + path, {}};
  while (text.ends_with('\n') || text.ends_with('\r'))
    text.pop_back();
  return text;
}

troupe::result<std::optional<std::string>>
read_key(const identity_options& options) {
  const auto& file = options.algorithm == token_algorithm::hs256
                       ? options.secret_file
                       : options.key_file;
  if (!file.empty()) {
    auto text = read_secret(file);
    if (!text)
      return text.error();
    return std::optional{std::move(*text)};
  }
  const auto* secret = std::getenv("TROUPE_JWT_SECRET");
  if (options.algorithm != token_algorithm::hs256 || !secret)
    return std::optional<std::string>{};
  return std::optional<std::string>{secret};
}

troupe::result<std::shared_ptr<const troupe::token_verifier>>
make_verifier(const identity_options& options) {
  auto key = read_key(options);
  if (!key)
    return key.error();
  if (!*key)
    return std::shared_ptr<const troupe::token_verifier>{};
  auto rules = troupe::token_rules{};
  rules.algorithm = options.algorithm;
  rules.key = std::move(**key);
  rules.issuer = unless_empty(options.issuer);
  rules.audience = unless_empty(options.audience);
  rules.leeway = options.leeway;
  auto made = troupe::token_verifier::make(std::move(rules));
  if (!made)
    return made.error();
  return std::make_shared<const troupe::token_verifier>(std::move(*made));
}

} // namespace apps
