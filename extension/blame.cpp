#include "extension/blame.hpp"

#include <algorithm>

#include "extension/pg/guard.hpp"
#include "extension/pg/identifiers.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// The schemas that an unqualified name is looked for in.
std::vector<std::string> searched_schemas() {
	std::vector<std::string> schemas;
	ListCell *cell;
	foreach (cell, pg_call([] { return fetch_search_path(false); }))
		if (const char *name = pg_call([&] { return get_namespace_name(lfirst_oid(cell)); }))
			schemas.emplace_back(name);
	return schemas;
}

} // namespace

ObjectNames object_names(const std::string &text) {
	ObjectNames names;
	const auto add = [&](std::string identity, std::string whole) {
		if (std::ranges::find(names.identities, identity) != names.identities.end())
			return;
		names.identities.push_back(std::move(identity));
		names.wholes.push_back(std::move(whole));
	};
	// name on schema.table
	if (const std::size_t on = text.rfind(" on "); on != text.npos) {
		add(text, text.substr(on + 4));
		return names;
	}
	// none of "public.f(integer)"
	const std::vector<std::string> parts =
		pg::split_identifiers(text, '.').value_or(std::vector<std::string>());
	add(parts.size() > 1 ? pg::joined_identifiers(parts, ".") : text, {});
	if (parts.empty() || parts.size() > 3)
		return names;
	const std::vector<std::string> before(parts.begin(), parts.end() - 1);
	if (parts.size() == 3) // schema.table.column
		names.wholes.front() = pg::joined_identifiers(before, ".");
	if (parts.size() == 1 || parts.size() == 2) // table, or table.column
		for (const std::string &schema : searched_schemas()) {
			const std::string whole = pg::joined_identifiers({schema, parts.front()}, ".");
			add(parts.size() == 1 ? whole : whole + '.' + pg::quoted_identifier(parts.back()),
				parts.size() == 1 ? "" : whole);
		}
	return names;
}

} // namespace pgmigrate
