#include "extension/blame.hpp"

#include <algorithm>

#include "extension/settings_level.hpp"

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

ObjectNames resolved(const std::string &text) {
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

} // namespace

// What is written down under an earlier name counts up to the change of the name. A column's name holds its table's.
const char *const kBlame =
	"WITH RECURSIVE renamed AS MATERIALIZED ("
	" SELECT o.change, o.identity, regexp_replace(o.identity, '(\\(.*\\)| USING [^ ]+)$', '') AS name,"
	"  regexp_replace(o.previous_identity, '(\\(.*\\)| USING [^ ]+)$', '') AS previous_name,"
	"  o.previous_identity AS previous FROM pgmigrate.changed_object o"
	"  WHERE o.previous_identity IS NOT NULL),"
	" wanted (identity, whole, until) AS ("
	" SELECT n.identity, nullif(n.whole, ''), 9223372036854775807 FROM unnest($1::text[], $2::text[]) n (identity, whole)"
	" UNION"
	" SELECT CASE w.identity WHEN r.identity THEN r.previous WHEN r.name THEN r.previous_name ELSE CASE"
	"    WHEN starts_with(w.identity, r.identity || '.') THEN r.previous || substr(w.identity, length(r.identity) + 1)"
	"    WHEN w.whole IS NOT NULL AND w.identity LIKE '% on %' THEN left(w.identity, -length(w.whole)) || earlier.whole"
	"   ELSE w.identity END END, earlier.whole, r.change"
	" FROM wanted w JOIN renamed r ON r.change < w.until AND (w.identity IN (r.identity, r.name) OR w.whole = r.identity"
	"   OR starts_with(w.identity, r.identity || '.') OR starts_with(w.whole, r.identity || '.'))"
	" CROSS JOIN LATERAL (SELECT CASE WHEN w.whole = r.identity THEN r.previous"
	"   WHEN starts_with(w.whole, r.identity || '.') THEN r.previous || substr(w.whole, length(r.identity) + 1)"
	"   ELSE w.whole END) earlier (whole))"
	" SELECT c.happened_at, CASE WHEN c.settled = 'adopted' THEN c.settled_reason ELSE c.revision END,"
	" c.direction, CASE WHEN c.revision IS NULL THEN c.id END,"
	" c.session_user_name, o.command_tag, o.object_type, o.identity, c.text"
	" FROM (SELECT DISTINCT ON (o.change, o.ordinal) o.* FROM wanted w JOIN pgmigrate.changed_object o"
	"  ON o.change <= w.until AND (w.identity IN (o.identity, o.previous_identity)"
	"   OR starts_with(o.identity, w.identity || '(') OR starts_with(o.previous_identity, w.identity || '(')"
	"   OR starts_with(o.identity, w.identity || ' USING ') OR starts_with(o.previous_identity, w.identity || ' USING ')"
	"   OR (o.identity = w.whole AND o.command_tag ~ '^(CREATE|DROP) '))) o"
	" JOIN pgmigrate.change c ON c.id = o.change ORDER BY c.id DESC, o.ordinal";

ObjectNames object_names(const std::string &text) {
	SettingsLevel level;
	set_for_a_while("quote_all_identifiers", "off"); // as names were written down
	ObjectNames names = resolved(text);
	level.leave();
	return names;
}

} // namespace pgmigrate
