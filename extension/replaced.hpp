// Revisions that have become a part of another one, whose file says "replaces".
#pragma once
#include <string>
#include <vector>

#include "extension/stored.hpp"

namespace pgmigrate {

// Those that the script replaces and that are stored; they go when it comes. Throws 55000 where some of them are applied
// in a target schema and others, or the script's own revision, are not; where it is not the last of them that stays; and half_applied
// where one of them is. What else rests on them is left to the graph.
std::vector<std::string> taken_over(
	const std::string &project, const Stored &stored, const core::Script &script);

// Throws for a script whose revision has become a part of another one, of those that come or that are stored.
void check_not_replaced(const Stored &stored, const std::vector<core::Script> &scripts);

} // namespace pgmigrate
