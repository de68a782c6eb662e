#include "extension/shadow_run.hpp"

#include <fmt/format.h>

#include "core/script_file.hpp"
#include "extension/debug_point.hpp"
#include "extension/section_units.hpp"
#include "extension/settings_level.hpp"
#include "extension/world_outside.hpp"

#include "extension/pg/identifiers.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

void run_transaction(const std::vector<Statement> &statements, const Unit &unit, ExecutionPlace &place) {
	begin_transaction();
	for (std::size_t i = unit.first; i < unit.last; i++) {
		go_to(place, statements, i);
		execute_statement(statements[i], place);
	}
	check_deferred_constraints(place, std::span(statements).subspan(unit.first, unit.last - unit.first));
	commit_transaction(place);
}

void pass_over_schemas(const std::vector<Statement> &statements, const std::set<std::string> &there) {
	for (const Statement &statement : statements) {
		if (!IsA(statement.raw->stmt, CreateSchemaStmt))
			continue;
		auto *create = castNode(CreateSchemaStmt, statement.raw->stmt);
		if (create->schemaname != nullptr && create->schemaElts == NIL && there.contains(create->schemaname))
			create->if_not_exists = true;
	}
}

// Refuses what must not run here before anything runs; then runs everything.
int run_units(const PreparedStep &step, const Scope &scope, ExecutionPlace &place, const char *source,
	const std::set<std::string> &schemas_there) {
	std::vector<Statement> statements;
	place.source = source;
	in_transaction(place, [&] {
		statements = parse_step(step, scope, place);
		if (source != nullptr)
			place.revision = nullptr;
		pass_over_schemas(statements, schemas_there);
		require_inside(step.script, step.step.direction, statements, place);
	});
	const std::vector<Unit> units = units_of(step.script, step.step.direction, statements);
	for (const Unit &unit : units) {
		debug_point("shadow_statement");
		if (unit.at_top_level) {
			go_to(place, statements, unit.first);
			execute_at_top_level(
				statements[unit.first], place, [] {}, [] {});
		} else
			run_transaction(statements, unit, place);
	}
	return static_cast<int>(statements.size());
}

} // namespace

void load_text(const std::string &text, const std::string &name, const std::set<std::string> &schemas_there,
	ExecutionPlace &place) {
	PreparedStep step;
	step.step.direction = core::Direction::upgrade;
	core::Script &script = step.script;
	script.name = name;
	script.text = text;
	core::blank_restrict_lines(script.text);
	script.upgrade.present = true;
	script.upgrade.length = script.text.size();
	script.upgrade.transaction = false;
	(void)run_units(step, Scope(), place, "SQL text", schemas_there);
}

void make_target_schema(const std::string &schema, const std::string &owner) {
	if (pg_call([&] { return OidIsValid(get_namespace_oid(schema.c_str(), true)); }))
		return;
	const std::string sql = fmt::format(
		"CREATE SCHEMA {} AUTHORIZATION {}", pg::quoted_identifier(schema), pg::quoted_identifier(owner));
	pg::own_statements([&] {
		pg_call([&] {
			if (SPI_execute(sql.c_str(), false, 0) != SPI_OK_UTILITY)
				elog(ERROR, "could not create the target schema");
		});
	});
}

int run_section_in_shadow(
	const ShadowStep &given, const std::set<std::string> &schemas_there, ExecutionPlace &place) {
	PreparedStep step;
	step.step.direction = given.direction;
	step.script = core::parse_scripts(given.script, given.name).front();
	in_transaction(place, [&] {
		// of a step before: the ways up and down are as a rule those of different sessions
		pg_call([] { ResetTempTableNamespace(); });
		for (const auto &[key, value] : given.variables)
			set_for_session("var." + key, value);
		start_step(given.scope, set_for_session);
		apply_directives(step.script, set_for_session);
	});
	return run_units(step, given.scope, place, nullptr, schemas_there);
}

} // namespace pgmigrate
