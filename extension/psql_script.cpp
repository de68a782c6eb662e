#include "extension/psql_script.hpp"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/psql_text.hpp"
#include "core/text.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

using core::Direction;
using core::text::sql_literal;

namespace {

constexpr std::string_view kRoleBefore = "pgmigrate_role"; // a psql variable

} // namespace

PsqlScript::PsqlScript(const Scope &scope, Variables variables)
	: scope_(fmt::format("project => {}, target_schema => {}", sql_literal(scope.project),
		  sql_literal(scope.target_schema))),
	  where_(scope), variables_(std::move(variables)) {}

void PsqlScript::line(std::string_view text) {
	text_ += text;
	text_ += '\n';
}

void PsqlScript::remark(std::string_view text) {
	line("-- " + core::psql::comment(text));
}

void PsqlScript::header(std::string_view what, const std::vector<std::string> &assumed, bool all_in_one) {
	remark(what);
	remark(where_.target_schema.empty()
			   ? fmt::format("project \"{}\"", where_.project)
			   : fmt::format("project \"{}\", target schema \"{}\"", where_.project, where_.target_schema));
	line("--");
	remark("Written by pgmigrate " PGMIGRATE_VERSION " for psql: psql -X -f FILE");
	remark(fmt::format("The database must have the extension pgmigrate, and applied exactly: {}.",
		assumed.empty() ? std::string("nothing") : fmt::format("{}", fmt::join(assumed, ", "))));
	remark("Where that is not so, psql stops and nothing is changed.");
	if (!all_in_one) {
		remark(
			"Some of it runs outside of a transaction. If psql stops there, what was recorded until then stays,");
		remark(
			"and so may a part of the step that failed. The session then keeps that step's role, search_path, other");
		remark("settings and variables: reconnect (\\c) before you go on in it.");
	}
	line("\\set ON_ERROR_STOP on");
	line("\\set AUTOCOMMIT on");
	line("\\set ON_ERROR_ROLLBACK off"); // a savepoint round each statement would end what begin_step sets
	line("\\unset FETCH_COUNT");         // as would a transaction round each SELECT
	line(fmt::format("SET client_encoding = {};", sql_literal(pg_encoding_to_char(encoding_of_script()))));
}

void PsqlScript::set(std::string_view name, std::string_view value, bool local) {
	line(fmt::format(
		"SELECT pg_catalog.set_config({}, {}, {});", sql_literal(name), sql_literal(value), local));
}

void PsqlScript::set_for_run(bool local) {
	for (const auto &[key, value] : variables_)
		set("var." + key, value, local);
	if (std::string role = role_setting(); !role.empty())
		set("pgmigrate.role", role, local);
}

void PsqlScript::begin(const std::vector<std::string> &assumed) {
	in_transaction_ = true;
	line("");
	line("BEGIN;");
	line(
		fmt::format("SELECT pgmigrate.require_current({}, {});", core::psql::array_literal(assumed), scope_));
	set_for_run(true);
}

void PsqlScript::commit() {
	if (!in_transaction_)
		return;
	in_transaction_ = false;
	line("");
	line("COMMIT;");
}

void PsqlScript::upload(const std::vector<const core::Script *> &scripts) {
	if (scripts.empty())
		return;
	line("");
	remark("The migration files, to be stored");
	line("SELECT * FROM pgmigrate.upload(ARRAY[");
	std::vector<std::string> names;
	for (const core::Script *script : scripts) {
		text_ += core::psql::dollar_quoted(script->text);
		line(script == scripts.back() ? "" : ",");
		names.push_back(script->name);
	}
	line(
		fmt::format("], {}, project => {});", core::psql::array_literal(names), sql_literal(where_.project)));
}

void PsqlScript::stamp(const std::vector<std::string> &rows) {
	line("");
	remark("Nothing is run: these are the version rows from here on.");
	line(fmt::format("SELECT pgmigrate.stamp({}::pg_catalog.text[], purge => true, {});",
		core::psql::array_literal(rows.empty() ? std::vector<std::string>{"base"} : rows), scope_));
}

void PsqlScript::frame(const char *function, const WrittenStep &step, bool with_checksum) {
	line(fmt::format("SELECT pgmigrate.{}({}, {}, {}{});", function,
		sql_literal(core::name(step.step.direction)), sql_literal(step.script.revision.id),
		with_checksum
			? fmt::format("checksum => {}, ", sql_literal(step.script.section_checksum(step.step.direction)))
			: "",
		scope_));
}

void PsqlScript::step(const WrittenStep &step, const std::string &description) {
	line("");
	remark(fmt::format("Running {} {}", core::name(step.step.direction), description));
	if (step.top_level) {
		remark("outside of a transaction");
		set_for_run(false);
	}
	if (!std::exchange(role_remembered_, true)) // who runs the steps may not be allowed to record them
		line(fmt::format("SELECT pg_catalog.current_setting('role') AS {} \\gset", kRoleBefore));
	frame("begin_step", step, step.marks().present);
	if (step.marks().present) // as in a run
		for (const core::Setting &setting : step.script.settings)
			set(setting.name, setting.value, !step.top_level);
	for (const std::string &variable : step.section.variables)
		line("\\unset " + variable);
	text_ += step.section.text;
	if (!step.top_level && step.marks().present) // under the step's role, as in a run
		line("SET CONSTRAINTS ALL IMMEDIATE;");
	if (step.section.sets_session_user)
		line("RESET SESSION AUTHORIZATION;");
	line(fmt::format("SET {}ROLE :\"{}\";", step.top_level ? "" : "LOCAL ", kRoleBefore));
	frame("record", step, false);
	if (!step.top_level)
		return;
	for (const auto &[key, value] : variables_)
		set("var." + key, "", false);
	if (!role_setting().empty())
		line("RESET pgmigrate.role;");
}

} // namespace pgmigrate
