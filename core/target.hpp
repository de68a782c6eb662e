// Revision expressions: what a user types where a revision is wanted.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/revision_graph.hpp"

namespace pgmigrate::core {

// The parsed text of a target, nothing resolved yet: symbol, relative steps, or both kinds of nothing but one.
struct Target {
	enum class Symbol { none, head, heads, base, name };
	Symbol symbol = Symbol::none;
	std::string name;         // of Symbol::name
	std::optional<int> steps; // +N or -N
	std::string text;         // as typed
};

// Parses `head`, `heads`, `base`, an id, prefix or label, `+N`, `-N`. Throws illegal_target.
Target parse_target(std::string_view text);

// The node of an id, a label or a unique prefix of an id. Throws unknown_revision (detail: how many revisions there are,
// hint: the nearest ids) or ambiguous_revision (the candidates in the detail).
Node resolve_name(const RevisionGraph &graph, std::string_view name);

// The one head. Throws multiple_heads with the heads in the detail; nothing in an empty graph.
std::optional<Node> single_head(const RevisionGraph &graph);

// The nodes a target without relative steps names: one, several for heads, none for base. Throws as the above.
std::vector<Node> resolve(const RevisionGraph &graph, const Target &target);

// Ids or labels of the graph nearest to `name` by edit distance, best first, at most `most`; none that is far off.
std::vector<std::string> nearest_names(
	const RevisionGraph &graph, std::string_view name, std::size_t most = 3);

} // namespace pgmigrate::core
