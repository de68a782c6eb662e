#include "extension/failure.hpp"

#include <fmt/format.h>

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

// Leaked: a destructor would run at backend exit.
std::optional<Failure> &last_failure() {
	static auto *failure = new std::optional<Failure>;
	return *failure;
}

} // namespace

void remember_failure(Failure failure) {
	std::string message = fmt::format("pgmigrate: {} of revision \"{}\" failed: {}", failure.direction,
		failure.revision, failure.message);
	std::string detail = fmt::format(
		"project \"{}\", target schema \"{}\", checksum {}, session user \"{}\", current user \"{}\", statement {}, "
		"SQLSTATE {}, after {} ms",
		failure.scope.project, failure.scope.target_schema, failure.checksum, failure.caller.session_user,
		failure.caller.current_user, failure.statement, failure.sqlstate, failure.duration / 1000);
	last_failure() = std::move(failure);
	pg::pg_call([&] {
		ereport(LOG_SERVER_ONLY, (errmsg("%s", message.c_str()), errdetail_internal("%s", detail.c_str())));
	});
}

std::optional<Failure> take_failure() {
	std::optional<Failure> failure = std::move(last_failure());
	last_failure().reset();
	return failure;
}

} // namespace pgmigrate
