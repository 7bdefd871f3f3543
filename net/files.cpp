#include <troupe/net/files.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <memory>

namespace fs = std::filesystem;

namespace troupe {

namespace {

constexpr std::size_t max_total_bytes = 64 * 1024 * 1024;

struct file {
  std::string type;
  std::string body;
};

/// By path segments, joined with slashes: "index.html", "icons/a.svg".
using file_table = std::map<std::string, file, std::less<>>;

std::string type_of(const fs::path& path) {
  static const std::map<std::string, std::string, std::less<>> types = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
  };
  auto found = types.find(path.extension().string());
  return found == types.end() ? "application/octet-stream" : found->second;
}

problem unreadable(const fs::path& path) {
  return {error_code::not_found, "Cannot read " + path.string(), {}};
}

result<file_table> read_tree(const fs::path& root) {
  auto table = file_table{};
  auto ec = std::error_code{};
  std::size_t total = 0;
  for (auto i = fs::recursive_directory_iterator(root, ec);
       !ec && i != fs::recursive_directory_iterator{}; i.increment(ec)) {
    if (!i->is_regular_file(ec))
      continue;
    auto in = std::ifstream{i->path(), std::ios::binary};
    auto body = std::string{std::istreambuf_iterator<char>{in}, {}};
    total += body.size();
    if (!in.good() && !in.eof())
      return unreadable(i->path());
    if (total > max_total_bytes)
      return problem{
        error_code::too_large, root.string() + " holds more than 64 MiB", {}};
    table.emplace(i->path().lexically_relative(root).generic_string(),
                  file{type_of(i->path()), std::move(body)});
  }
  if (ec)
    return unreadable(root);
  return table;
}

std::string join(const std::vector<std::string>& segments) {
  auto path = std::string{};
  for (const auto& segment : segments) {
    if (segment.find('/') != std::string::npos)
      return {}; // An encoded slash is no separator.
    path += path.empty() ? segment : "/" + segment;
  }
  return path.empty() ? "index.html" : path;
}

std::vector<std::pair<std::string, std::string>> page_headers() {
  return {{"Cache-Control", "no-cache"},
          {"Content-Security-Policy",
           "default-src 'self'; connect-src 'self' ws: wss:; "
           "base-uri 'none'; frame-ancestors 'none'"},
          {"Referrer-Policy", "no-referrer"}};
}

} // namespace

result<http_endpoint> serve_files(const fs::path& root) {
  auto table = read_tree(root);
  if (!table)
    return table.error();
  auto shared = std::make_shared<const file_table>(std::move(*table));
  return http_endpoint{
    [shared](const http_request& request) -> std::optional<http_answer> {
      auto found = shared->find(join(request.where.segments));
      if (found == shared->end())
        return std::nullopt;
      return http_answer{200, found->second.type, found->second.body,
                         page_headers()};
    }};
}

} // namespace troupe
