// The games over HTTP: `/api/games`.
#pragma once

#include <troupe/net/http.hpp>

#include <string>

namespace apps {

/// `POST /api/games` makes a game, `GET /api/games` lists them, `GET
/// /api/games/:id` shows one, `GET /api/games/:id/record` gives its record.
/// Open to everybody.
/// @param rules of games whose maker names none.
/// @param record_type the media type of a game's record.
troupe::http_service
games_service(troupe::node& actors, troupe::loop_host& host, std::string rules,
              std::string record_type = "text/plain; charset=utf-8");

} // namespace apps
