#include "extension/step.hpp"

#include <fmt/format.h>

#include "core/variable_name.hpp"

#include "extension/activity.hpp"
#include "extension/rewrite_limit.hpp"
#include "extension/trust.hpp"

#include "extension/pg/compat.hpp"

namespace pgmigrate {

using pg::pg_call;

Variables json_members(const std::string &json, std::string_view argument, std::string_view example) {
	Variables found;
	pg::own_statements([&] {
		bool object = false;
		pg::query("SELECT jsonb_typeof($1::jsonb) = 'object'", {json},
			[&](const pg::Row &row) { object = row.truth(0); });
		if (!object)
			throw core::Error(core::sqlstate::invalid_parameter_value,
				fmt::format("{} must be a JSON object", argument), {},
				fmt::format("For example {} => '{}'.", argument, example));
		pg::query("SELECT key, value FROM jsonb_each_text($1::jsonb) ORDER BY key", {json},
			[&](const pg::Row &row) { found.emplace_back(row.string(0), row.string(1)); });
	});
	return found;
}

Variables parse_variables(const std::string &json) {
	Variables variables = json_members(json, "variables", "{\"tenant\": \"acme\"}");
	for (const auto &[key, value] : variables)
		if (!core::is_variable_name(key))
			throw core::Error(core::sqlstate::invalid_parameter_value,
				fmt::format("variable \"{}\" cannot be a setting's name", key), {},
				"Use letters, digits and \"_\"; a script reads it as current_setting('var.name').");
	return variables;
}

namespace {

using Set = void (*)(const std::string &, const std::string &);

// The error is the server's, for whom it is a SET ROLE that the caller never typed.
void start_under_role(Set set) {
	std::string role = role_setting();
	if (role.empty())
		return;
	try {
		set("role", role);
	} catch (const pg::PgError &error) {
		pg_call([&] {
			MemoryContext caller = MemoryContextSwitchTo(pg::ErrorHome::current());
			error.data->hint =
				pstrdup("The setting pgmigrate.role asks for it. RESET pgmigrate.role; or set it to a role "
						"that you are a member of.");
			MemoryContextSwitchTo(caller);
		});
		throw;
	}
}

// The server passes over a schema of search_path that the role may not use: objects would go into the next one.
void require_use_of_target_schema(const std::string &target_schema) {
	pg_call([&] {
		const char *schema = target_schema.c_str();
		Oid found = get_namespace_oid(schema, true);
		if (!OidIsValid(found) || pg::may_use_schema(found))
			return;
		const char *role = GetUserNameFromId(GetUserId(), false);
		ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("permission denied for target schema \"%s\"", schema),
				errdetail("Scripts would run as role \"%s\", which has no USAGE on it.", role),
				errhint(
					"GRANT USAGE, CREATE ON SCHEMA %s TO %s; or SET pgmigrate.role to the role that owns the schema if "
					"you are a member of it.",
					quote_identifier(schema), quote_identifier(role))));
	});
}

// search_path with the target schema first.
void put_target_schema_first(const Scope &scope, Set set) {
	if (scope.target_schema.empty())
		return;
	require_use_of_target_schema(scope.target_schema);
	std::string path = pg_call([&] {
		const char *now = GetConfigOption("search_path", false, false);
		const char *schema = quote_identifier(scope.target_schema.c_str());
		return now[0] == '\0' ? schema : psprintf("%s, %s", schema, now);
	});
	set("search_path", path);
}

} // namespace

void start_step(const Scope &scope, Set set) {
	set("standard_conforming_strings", "on");
	start_under_role(set);
	put_target_schema_first(scope, set);
}

void apply_directives(const core::Script &script, Set set) {
	for (const core::Setting &setting : script.settings) {
		try {
			set(setting.name, setting.value);
		} catch (const pg::PgError &error) {
			std::string context =
				fmt::format("revision \"{}\", directive \"set: {}\", {}", script.revision.id, setting.name,
					script.name.empty() ? fmt::format("line {}", setting.line)
										: fmt::format("{}:{}", script.name, setting.line));
			pg_call([&] {
				MemoryContext caller = MemoryContextSwitchTo(pg::ErrorHome::current());
				error.data->context = pstrdup(context.c_str());
				if (error.data->hint == nullptr)
					error.data->hint = pstrdup("Correct that line of the file and upload it again.");
				MemoryContextSwitchTo(caller);
			});
			throw;
		}
	}
}

LockedIdentity::LockedIdentity(bool locked) : locked_(locked) {
	if (!locked_)
		return;
	GetUserIdAndSecContext(&user_, &context_);
	SetUserIdAndSecContext(user_, context_ | SECURITY_LOCAL_USERID_CHANGE);
}

void LockedIdentity::leave() {
	if (locked_)
		SetUserIdAndSecContext(user_, context_);
}

namespace {

// Sets what the step starts under, before its identity is locked.
bool started(const PreparedStep &step, const Scope &scope) {
	start_step(scope, set_for_a_while);
	apply_directives(step.script, set_for_a_while);
	return !covers_login_user(step.vouching);
}

} // namespace

StepSettings::StepSettings(const PreparedStep &step, const Scope &scope) : identity_(started(step, scope)) {}

void StepSettings::leave() {
	identity_.leave();
	settings_.leave();
}

std::vector<Statement> parse_step(const PreparedStep &step, const Scope &scope, ExecutionPlace &place) {
	const core::Script &script = step.script;
	place.scope = &scope;
	place.revision = script.revision.id.c_str();
	place.allows_rewrite = allows_rewrite(script);
	place.direction = step.step.direction == core::Direction::upgrade ? "upgrade" : "downgrade";
	place.file = script.name.empty() ? nullptr : script.name.c_str();
	place.section_line = step.section().line;
	place.ordinal = 0;
	place.line = step.section().line;
	place.column = 0;
	if (!step.section().present)
		return {};
	std::string_view sql = script.sql(step.step.direction);
	place.text = pg_call([&] { return pnstrdup(sql.data(), sql.size()); });
	return parse_section(script, step.step.direction);
}

void go_to(ExecutionPlace &place, const std::vector<Statement> &statements, std::size_t index) {
	place.ordinal = static_cast<int>(index) + 1;
	place.tag = statements[index].tag;
	place.offset = statements[index].offset;
	place.length = statements[index].length;
}

int run_step(const PreparedStep &step, const Scope &scope, ExecutionPlace &place) {
	if (!step.section().present) {
		parse_step(step, scope, place);
		return 0;
	}
	MemoryContext outer = pg_call([] {
		return MemoryContextSwitchTo(
			AllocSetContextCreate(CurrentMemoryContext, "pgmigrate step", ALLOCSET_DEFAULT_SIZES));
	});
	StepSettings settings(step, scope);
	std::vector<Statement> statements = parse_step(step, scope, place);
	for (const Statement &s : statements) // whatever is stored of it: some would end the transaction
		if (s.not_in_transaction != nullptr)
			check_transactional(step.script, step.step.direction,
				stepwise_call(step.step.direction, step.script.revision.id));
	for (std::size_t i = 0; i < statements.size(); i++) {
		go_to(place, statements, i);
		report_activity(activity_at(scope, place, static_cast<int>(statements.size())), Phase::running);
		execute_statement(statements[i], place);
	}
	check_deferred_constraints(place, statements);
	settings.leave();
	pg_call([&] {
		MemoryContext mine = MemoryContextSwitchTo(outer);
		MemoryContextDelete(mine);
	});
	return static_cast<int>(statements.size());
}

} // namespace pgmigrate
