// troupe-token: makes tokens for trying things out.
#include <apps/common/identity_options.hpp>

#include <troupe/protocol/make_token.hpp>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>

#include <chrono>
#include <iostream>

namespace {

using namespace troupe;

struct wishes {
  apps::identity_options signing;
  identity who;
  std::int64_t valid_for = 3'600;
};

void add_options(CLI::App& program, wishes& out) {
  program.add_option("--user", out.who.user_id, "Whom the token names")
    ->type_name("ID")
    ->required();
  program.add_option("--name", out.who.name, "A name for people")
    ->type_name("TEXT");
  program
    .add_option("--permission", out.who.permissions,
                "action:resource, or action:*; may be given several times")
    ->type_name("TEXT");
  program.add_option("--valid-for", out.valid_for, "How long it is good")
    ->type_name("SECONDS")
    ->capture_default_str()
    ->check(CLI::Range(std::int64_t{1}, std::int64_t{10} * 366 * 86'400));
  apps::add_identity_options(program, out.signing, /*verifies=*/false);
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

result<std::string> sign(const wishes& wanted) {
  auto key = apps::read_key(wanted.signing);
  if (!key)
    return key.error();
  if (!*key)
    return problem{error_code::bad_request,
                   "No key: set TROUPE_JWT_SECRET or name a file",
                   {}};
  auto rules = signing_rules{};
  rules.algorithm = wanted.signing.algorithm;
  rules.key = std::move(**key);
  rules.issuer = unless_empty(wanted.signing.issuer);
  rules.audience = unless_empty(wanted.signing.audience);
  return make_token(rules, wanted.who, std::chrono::seconds{wanted.valid_for},
                    std::chrono::time_point_cast<std::chrono::milliseconds>(
                      std::chrono::system_clock::now()));
}

} // namespace

int main(int argc, char** argv) {
  auto wanted = wishes{};
  CLI::App program{"Makes tokens for Troupe's channels", "troupe-token"};
  add_options(program, wanted);
  CLI11_PARSE(program, argc, argv);
  auto token = sign(wanted);
  if (!token) {
    std::cerr << "troupe-token: " << token.error().message << '\n';
    return 1;
  }
  std::cout << *token << '\n';
  return 0;
}
