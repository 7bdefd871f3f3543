#include <apps/common/contract.hpp>

#include <troupe/actors/asyncapi.hpp>

#include <iostream>

namespace apps {

namespace {

std::string host_of(const troupe::server_options& where) {
  auto v6 = where.bind.find(':') != std::string::npos;
  return (v6 ? '[' + where.bind + ']' : where.bind) + ':'
         + std::to_string(where.port);
}

} // namespace

int print_asyncapi(const CLI::App& program, const troupe::router& routes,
                   const troupe::server_options& where) {
  auto info = troupe::contract_info{program.get_name(), APPS_VERSION,
                                    program.get_description(), host_of(where),
                                    !where.tls_certificate.empty()};
  std::cout << troupe::asyncapi_of(routes, info).dump(2) << std::endl;
  return std::cout ? 0 : 1;
}

} // namespace apps
