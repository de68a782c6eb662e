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
	std::string message = fmt::format(
		"pgmigrate: {} of revision \"{}\" failed: {}", failure.direction, failure.revision, failure.message);
	std::string detail = fmt::format(
		"project \"{}\", target schema \"{}\", checksum {}, session user \"{}\", current user \"{}\", application \"{}\", "
		"client address {}, started at {}, statement {}, SQLSTATE {}, after {} ms",
		failure.scope.project, failure.scope.target_schema, failure.checksum, failure.caller.session_user,
		failure.caller.current_user, failure.caller.application,
		failure.caller.client_address.empty() ? "local" : failure.caller.client_address,
		pg::pg_call([&] { return timestamptz_to_str(failure.started_at); }), failure.statement,
		failure.sqlstate, failure.duration / 1000);
	last_failure() = std::move(failure);
	pg::pg_call([&] {
		ereport(LOG_SERVER_ONLY, (errmsg("%s", message.c_str()), errdetail_internal("%s", detail.c_str())));
	});
}

bool has_failure() {
	return last_failure().has_value();
}

void forget_failure() {
	last_failure().reset();
}

std::optional<Failure> take_failure() {
	std::optional<Failure> failure = std::move(last_failure());
	last_failure().reset();
	return failure;
}

} // namespace pgmigrate
