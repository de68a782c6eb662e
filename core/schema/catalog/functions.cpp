// Functions, procedures, aggregates.
#include <fmt/format.h>

#include "core/schema/catalog/names.hpp"
#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

constexpr const char *kParallel = "CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END";

// The functions that a range type brings along are internal to it.
std::string functions_query(const Reader &reader) {
	return fmt::format(R"(
SELECT p.oid AS "@oid", n.nspname AS schema, p.proname AS name, {owner} AS owner,
	CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'w' THEN 'window' END AS kind, {arguments} AS arguments,
	CASE WHEN p.prokind <> 'p' AND ('t' = ANY (p.proargmodes)) IS NOT TRUE
		THEN CASE WHEN p.proretset THEN 'SETOF ' ELSE '' END || format_type(p.prorettype, NULL) END AS result,
	l.lanname AS language,
	(SELECT json_agg(format_type(u.t, NULL) ORDER BY u.i) FROM unnest(p.protrftypes) WITH ORDINALITY AS u (t, i)) AS transforms,
	CASE p.provolatile WHEN 's' THEN 'stable' WHEN 'i' THEN 'immutable' END AS volatility,
	p.proleakproof AS leakproof, p.proisstrict AS strict, p.prosecdef AS security_definer, {parallel} AS parallel,
	CASE WHEN p.procost <> CASE WHEN l.lanname IN ('c', 'internal') THEN 1 ELSE 100 END THEN p.procost::text END AS cost,
	CASE WHEN p.prorows <> CASE WHEN p.proretset THEN 1000 ELSE 0 END THEN p.prorows::text END AS rows,
	sn.nspname AS "support.schema", s.proname AS "support.name",
	(SELECT json_object_agg(split_part(t, '=', 1), substr(t, strpos(t, '=') + 1)) FROM unnest(p.proconfig) AS t) AS settings,
	p.probin AS library, CASE WHEN p.prosqlbody IS NULL THEN p.prosrc END AS body,
	pg_get_function_sqlbody(p.oid) AS sql_body
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_language AS l ON l.oid = p.prolang
LEFT JOIN pg_proc AS s ON s.oid = p.prosupport
LEFT JOIN pg_namespace AS sn ON sn.oid = s.pronamespace
WHERE p.prokind <> 'a' AND {in_schemas} AND NOT EXISTS (SELECT FROM pg_depend AS e
	WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype IN ('e', 'i')))",
		fmt::arg("owner", reader.owner("p.proowner")), fmt::arg("arguments", kArguments),
		fmt::arg("parallel", kParallel), fmt::arg("in_schemas", reader.in_schemas()));
}

// What a final function may do with the state: by default it reads, that of an ordered set writes.
std::string modify(std::string_view column) {
	return fmt::format(
		"CASE WHEN {0} <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END "
		"THEN CASE {0} WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable' ELSE 'read_write' END END",
		column);
}

std::string aggregates_query(const Reader &reader) {
	return fmt::format(R"(
SELECT p.oid AS "@oid", n.nspname AS schema, p.proname AS name, {owner} AS owner, {arguments} AS arguments,
	CASE WHEN a.aggkind <> 'n' THEN a.aggnumdirectargs END AS direct_arguments, a.aggkind = 'h' AS hypothetical,
	{transition} AS transition_function, format_type(a.aggtranstype, NULL) AS transition_type,
	a.aggtransspace AS transition_space, {final} AS final_function, {modify} AS final_function_modify,
	a.aggfinalextra AS final_function_extra, {combine} AS combine_function, {serial} AS serial_function,
	{deserial} AS deserial_function, a.agginitval AS initial_condition,
	{moving_transition} AS moving_transition_function, {moving_inverse} AS moving_inverse_function,
	CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, NULL) END AS moving_transition_type,
	a.aggmtransspace AS moving_transition_space, {moving_final} AS moving_final_function,
	{moving_modify} AS moving_final_function_modify, a.aggmfinalextra AS moving_final_function_extra,
	a.aggminitval AS moving_initial_condition, {sort} AS sort_operator, {parallel} AS parallel
FROM pg_aggregate AS a
JOIN pg_proc AS p ON p.oid = a.aggfnoid
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE {in_schemas} AND {own})",
		fmt::arg("owner", reader.owner("p.proowner")), fmt::arg("arguments", kArguments),
		fmt::arg("transition", routine_name("a.aggtransfn")), fmt::arg("final", routine_name("a.aggfinalfn")),
		fmt::arg("modify", modify("a.aggfinalmodify")), fmt::arg("combine", routine_name("a.aggcombinefn")),
		fmt::arg("serial", routine_name("a.aggserialfn")),
		fmt::arg("deserial", routine_name("a.aggdeserialfn")),
		fmt::arg("moving_transition", routine_name("a.aggmtransfn")),
		fmt::arg("moving_inverse", routine_name("a.aggminvtransfn")),
		fmt::arg("moving_final", routine_name("a.aggmfinalfn")),
		fmt::arg("moving_modify", modify("a.aggmfinalmodify")),
		fmt::arg("sort", operator_name("a.aggsortop")), fmt::arg("parallel", kParallel),
		fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_proc", "p.oid")));
}

} // namespace

void read_functions(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.functions, functions_query(reader));
	reader.objects(snapshot.aggregates, aggregates_query(reader));
}

} // namespace pgmigrate::core::schema::catalog
