#include "extension/blame.hpp"

#include <algorithm>

#include "core/text.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// The parts of a qualified name; none where it is not one, as "public.f(integer)" and "t on public.x" are not.
std::vector<std::string> parts_of(const std::string &text) {
	std::vector<std::string> parts;
	char *copy = pg_call([&] { return pstrdup(text.c_str()); });
	List *names = NIL;
	if (!pg_call([&] { return SplitIdentifierString(copy, '.', &names); }))
		return parts;
	ListCell *cell;
	foreach (cell, names)
		parts.emplace_back(static_cast<const char *>(lfirst(cell)));
	return parts;
}

std::string quoted(const std::string &name) {
	return pg_call([&] { return quote_identifier(name.c_str()); });
}

std::string joined(const std::vector<std::string> &parts) {
	std::string out;
	for (const std::string &part : parts)
		out += (out.empty() ? "" : ".") + quoted(part);
	return out;
}

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
	const std::vector<std::string> parts = parts_of(text);
	add(parts.size() > 1 ? joined(parts) : text, {});
	if (parts.empty() || parts.size() > 3)
		return names;
	const std::vector<std::string> before(parts.begin(), parts.end() - 1);
	if (parts.size() == 3) // schema.table.column
		names.wholes.front() = joined(before);
	if (parts.size() == 1 || parts.size() == 2) // table, or table.column
		for (const std::string &schema : searched_schemas()) {
			const std::string whole = quoted(schema) + '.' + joined({parts.front()});
			add(parts.size() == 1 ? whole : whole + '.' + quoted(parts.back()), parts.size() == 1 ? "" : whole);
		}
	return names;
}

} // namespace pgmigrate
