// Which node a room lives on.
#pragma once

#include <troupe/actors/interfaces.hpp>

#include <string>
#include <vector>

namespace troupe {

/// The name that scores highest with the key: the same on every node, and only
/// the rooms of a node that comes or goes get another one.
/// @pre `names` is not empty.
const std::string&
owner_of(const room_key& key, const std::vector<std::string>& names);

} // namespace troupe
