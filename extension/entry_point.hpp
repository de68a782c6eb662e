// How an SQL function of the extension is declared: a C entry point round a C++ body, inside the error boundary.
#pragma once
#include "extension/pg/value.hpp"

#define PGMIGRATE_FUNCTION(name)                                                                             \
	extern "C" {                                                                                             \
	PGDLLEXPORT PG_FUNCTION_INFO_V1(name);                                                                   \
	}                                                                                                        \
	static Datum name##_body(FunctionCallInfo fcinfo);                                                       \
	extern "C" Datum name(PG_FUNCTION_ARGS) {                                                                \
		return pgmigrate::pg::pg_boundary([&] { return name##_body(fcinfo); });                              \
	}                                                                                                        \
	static Datum name##_body([[maybe_unused]] FunctionCallInfo fcinfo)

namespace pgmigrate {

// Answers with one text.
inline Datum text_result(const std::string &text) {
	return pg::pg_call([&] { return pg::text_datum(text); });
}

// Answers with a row of one text each.
inline Datum text_rows(FunctionCallInfo fcinfo, const std::vector<std::string> &texts) {
	pg::ResultRows rows(fcinfo);
	for (const std::string &text : texts)
		rows.add({text});
	return static_cast<Datum>(0);
}

} // namespace pgmigrate
