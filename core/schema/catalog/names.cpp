#include "core/schema/catalog/names.hpp"

#include <fmt/format.h>

namespace pgmigrate::core::schema::catalog {

std::string routine_name(std::string_view oid) {
	return fmt::format("(SELECT quote_ident(fn.nspname) || '.' || quote_ident(f.proname) FROM pg_proc AS f "
					   "JOIN pg_namespace AS fn ON fn.oid = f.pronamespace WHERE f.oid = {})",
		oid);
}

std::string routine_signature(std::string_view oid) {
	return fmt::format("(SELECT quote_ident(fn.nspname) || '.' || quote_ident(f.proname) || '(' || "
					   "oidvectortypes(f.proargtypes) || ')' FROM pg_proc AS f "
					   "JOIN pg_namespace AS fn ON fn.oid = f.pronamespace WHERE f.oid = {})",
		oid);
}

std::string operator_name(std::string_view oid) {
	return fmt::format("(SELECT quote_ident(fn.nspname) || '.' || f.oprname FROM pg_operator AS f "
					   "JOIN pg_namespace AS fn ON fn.oid = f.oprnamespace WHERE f.oid = {})",
		oid);
}

std::string is_default_class(std::string_view type) {
	return fmt::format(R"((p.opcdefault AND ({0} IS NULL OR p.opcintype = {0} OR EXISTS (
	WITH RECURSIVE base AS (SELECT bt.oid, bt.typtype, bt.typbasetype FROM pg_type AS bt WHERE bt.oid = {0}
		UNION ALL SELECT bt.oid, bt.typtype, bt.typbasetype FROM base JOIN pg_type AS bt ON bt.oid = base.typbasetype AND base.typtype = 'd')
	SELECT FROM base JOIN pg_type AS it ON it.oid = p.opcintype
	WHERE base.typtype <> 'd' AND (it.oid = base.oid OR (it.typispreferred OR it.typtype = 'p')
		AND NOT EXISTS (SELECT FROM pg_opclass AS other
			WHERE other.opcmethod = p.opcmethod AND other.opcdefault AND other.opcintype = base.oid))))))",
		type);
}

const char *const kArguments = R"((
	SELECT json_agg(json_strip_nulls(json_build_object('name', NULLIF(p.proargnames[u.i], ''),
		'type', format_type(u.t, NULL),
		'mode', CASE p.proargmodes[u.i] WHEN 'o' THEN 'out' WHEN 'b' THEN 'inout' WHEN 'v' THEN 'variadic'
			WHEN 't' THEN 'table' END,
		'default', CASE WHEN p.pronargdefaults > 0 THEN pg_get_function_arg_default(p.oid, u.i::int) END)) ORDER BY u.i)
	FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY AS u (t, i)))";

} // namespace pgmigrate::core::schema::catalog
