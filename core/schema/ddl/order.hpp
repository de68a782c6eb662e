// The order of the pieces of a schema: each after what it needs, and otherwise where it would like to stand.
#pragma once
#include <functional>
#include <set>
#include <vector>

#include "core/schema/ddl/items.hpp"

namespace pgmigrate::core::schema::ddl {

// Calls `write` for the pieces; again, with what is to be made separately, for as long as pieces need each other in a
// circle. Throws 0A000 for a circle that nothing of it can be taken out of.
std::vector<Item> ordered(const Snapshot &snapshot,
	const std::function<std::vector<Item>(const std::set<Reference, std::less<>> &separate)> &write);

// Of each piece, the pieces that it needs, by their places in a list.
using Edges = std::vector<std::vector<std::size_t>>;

// Those that need each other in a circle, two or more together.
std::vector<std::vector<std::size_t>> circles(const Edges &needs);

} // namespace pgmigrate::core::schema::ddl
