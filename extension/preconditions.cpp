#include "extension/preconditions.hpp"

#include <fmt/format.h>

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

// Not a setting: nobody may pretend to be outside a run, or inside one.
bool running = false;

} // namespace

void require_writable(const char *function) {
	if (pg::pg_call([] { return RecoveryInProgress(); }))
		throw core::Error("25006", fmt::format("cannot execute {} on a standby", function), {},
			"Connect to the primary server.");
	if (XactReadOnly)
		throw core::Error("25006", fmt::format("cannot execute {} in a read-only transaction", function), {},
			"SET default_transaction_read_only = off; or begin the transaction with READ WRITE.");
}

void require_own_identity(const char *function) {
	Oid user;
	int security_context;
	GetUserIdAndSecContext(&user, &security_context);
	if (security_context != 0)
		throw core::Error("42501",
			fmt::format("cannot execute {} from a SECURITY DEFINER function", function), {},
			"Call it by itself.");
}

void require_target_schema(const Scope &scope) {
	if (scope.target_schema.empty())
		return;
	bool exists =
		pg::pg_call([&] { return OidIsValid(get_namespace_oid(scope.target_schema.c_str(), true)); });
	if (exists)
		return;
	std::string quoted = pg::pg_call([&] { return quote_identifier(scope.target_schema.c_str()); });
	throw core::Error("3F000", fmt::format("target schema \"{}\" does not exist", scope.target_schema), {},
		fmt::format("CREATE SCHEMA {}; or set pgmigrate.target_schema to another one.", quoted));
}

void require_outside_run(const char *function) {
	if (running)
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			fmt::format("cannot execute {} from inside a migration script", function), {},
			"Let the script do its own changes only; the run that it is part of keeps the version rows.");
}

RunMark::RunMark() {
	running = true;
}

RunMark::~RunMark() {
	running = false;
}

} // namespace pgmigrate
