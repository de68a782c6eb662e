#include "extension/settings.hpp"

#include <climits>

#include <fmt/format.h>

#include "core/text.hpp"
#include "extension/debug_point.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

char *project_value;
char *target_schema_value;
char *role_value;
int lock_wait_value;
int max_stall_value;
int table_lock_wait_value;
double rewrite_limit_value;
bool notify_value;
char *shadow_database_value;

std::string or_setting(std::optional<std::string> argument, const char *setting) {
	if (argument)
		return *std::move(argument);
	return setting != nullptr ? setting : "";
}

} // namespace

Scope Scope::from(std::optional<std::string> project, std::optional<std::string> target_schema) {
	Scope scope{or_setting(std::move(project), project_value),
		or_setting(std::move(target_schema), target_schema_value)};
	if (scope.project.empty())
		throw core::Error(core::sqlstate::invalid_parameter_value, "the project's name must not be empty", {},
			"SET pgmigrate.project, or give the argument project; the usual one is \"default\".");
	pg::HintArguments &hint = pg::HintArguments::current();
	hint.project = scope.project == "default"
					   ? ""
					   : fmt::format(", project => {}", core::text::sql_literal(scope.project));
	hint.scope = hint.project;
	if (!scope.target_schema.empty())
		hint.scope += fmt::format(", target_schema => {}", core::text::sql_literal(scope.target_schema));
	return scope;
}

std::string role_setting() {
	return role_value != nullptr ? role_value : "";
}

int lock_wait_setting() {
	return lock_wait_value;
}

int max_stall_setting() {
	return max_stall_value;
}

int table_lock_wait_setting() {
	return table_lock_wait_value;
}

double rewrite_limit_setting() {
	return rewrite_limit_value;
}

bool notify_setting() {
	return notify_value;
}

std::string shadow_database_setting() {
	return shadow_database_value != nullptr ? shadow_database_value : "";
}

void define_settings() {
	DefineCustomStringVariable("pgmigrate.project", "The set of revisions that functions work on.", nullptr,
		&project_value, "default", PGC_USERSET, 0, nullptr, nullptr, nullptr);
	DefineCustomStringVariable("pgmigrate.target_schema",
		"The schema that scripts run in, first in search_path; empty for none.", nullptr,
		&target_schema_value, "", PGC_USERSET, 0, nullptr, nullptr, nullptr);
	DefineCustomStringVariable("pgmigrate.role",
		"The role that each step starts under; empty for the caller's.", nullptr, &role_value, "",
		PGC_USERSET, 0, nullptr, nullptr, nullptr);
	DefineCustomIntVariable("pgmigrate.lock_wait",
		"How long a run tries to get the migration lock that another run holds.", nullptr, &lock_wait_value,
		10000, 0, INT_MAX, PGC_USERSET, GUC_UNIT_MS, nullptr, nullptr, nullptr);
	DefineCustomIntVariable("pgmigrate.max_stall",
		"How long others may have to wait behind a run that queues for a lock on a table.", nullptr,
		&max_stall_value, 30, 0, INT_MAX, PGC_USERSET, GUC_UNIT_MS, nullptr, nullptr, nullptr);
	DefineCustomIntVariable("pgmigrate.table_lock_wait",
		"How long a run tries again to get the locks on tables that it needs.", nullptr,
		&table_lock_wait_value, 60000, 0, INT_MAX, PGC_USERSET, GUC_UNIT_MS, nullptr, nullptr, nullptr);
	DefineCustomRealVariable("pgmigrate.rewrite_limit",
		"The size above which a step must not write all rows of a table anew; -1 for none.", nullptr,
		&rewrite_limit_value, -1, -1, 1e18, PGC_USERSET, GUC_UNIT_BYTE, nullptr, nullptr, nullptr);
	DefineCustomBoolVariable("pgmigrate.notify",
		"Whether steps and drift are told on the channel \"pgmigrate\".", nullptr, &notify_value, false,
		PGC_SUSET, 0, nullptr, nullptr, nullptr);
	DefineCustomStringVariable("pgmigrate.shadow_database",
		"The standing shadow database to use; empty to make one for each call.", nullptr,
		&shadow_database_value, "", PGC_USERSET, 0, nullptr, nullptr, nullptr);
	define_debug_points();
	MarkGUCPrefixReserved("pgmigrate");
}

} // namespace pgmigrate
