#include "client/wrong.hpp"

#include <charconv>

#include "client/failure.hpp"
#include "client/script_error.hpp"

namespace pgmigrate::client {

namespace {

// "file:line" as a place; a text without a number at its end is a file, or what stands in a file's place.
core::Location place(const std::string &where) {
	core::Location out{.file = where, .revision = {}};
	const std::size_t colon = where.rfind(':');
	if (colon == where.npos)
		return out;
	const char *const end = where.data() + where.size();
	int line = 0;
	const auto [stop, error] = std::from_chars(where.data() + colon + 1, end, line);
	if (error == std::errc() && stop == end)
		out = {.file = where.substr(0, colon), .revision = {}, .line = line};
	return out;
}

Wrong of_server(const ServerError &error, const GivenScope &given) {
	return {.message = error.message,
		.detail = error.detail,
		.hint = with_commands(error.hint, given),
		.context = error.context,
		.sqlstate = error.sqlstate};
}

} // namespace

Wrong what_went_wrong(const std::exception_ptr &error, const GivenScope &given) {
	try {
		std::rethrow_exception(error);
	} catch (const ScriptError &script) {
		Wrong wrong = of_server(script.error, given);
		wrong.hint = hint_of(script, given);
		wrong.where = script.where;
		wrong.failed = script.failed;
		return wrong;
	} catch (const ServerError &server) {
		return of_server(server, given);
	} catch (const core::Error &core) {
		return {.message = core.message,
			.detail = core.detail,
			.hint = with_commands(core.hint, given),
			.sqlstate = std::string(core.sqlstate),
			.where = core.where};
	} catch (const Failure &failure) {
		return {.message = failure.message,
			.detail = failure.detail,
			.hint = with_switches(failure.hint, given),
			.where = place(failure.where)};
	} catch (const Cancelled &) {
		return {.message = "cancelled"};
	} catch (const std::exception &other) {
		return {.message = other.what()};
	}
}

std::string hint_of(const ScriptError &failure, const GivenScope &given) {
	GivenScope about = given;
	if (failure.error.hint.find("pgmigrate.amend(") != std::string::npos) // other texts are not for that file
		about.file = failure.only_in;
	return with_commands(failure.error.hint, about);
}

Row error_object(const Wrong &wrong, int exit_code) {
	Row error{{"message", wrong.message}};
	for (const auto &[key, value] : {std::pair{"detail", &wrong.detail}, {"hint", &wrong.hint},
			 {"context", &wrong.context}, {"sqlstate", &wrong.sqlstate}, {"file", &wrong.where.file},
			 {"revision", &wrong.where.revision}, {"failed", &wrong.failed}})
		if (!value->empty())
			error[key] = *value;
	for (const auto &[key, value] : {std::pair{"line", wrong.where.line}, {"column", wrong.where.column}})
		if (value > 0)
			error[key] = value;
	error["exit_code"] = exit_code;
	return {{"error", error}};
}

} // namespace pgmigrate::client
