// Texts of migration files, and how they are refused.
#pragma once
#include "core/script_file.hpp"
#include "helpers.hpp"

namespace pgmigrate::core {

// The error of a file that cannot be read, in good style.
inline Error refusal(std::string_view text, std::string_view name = "x.sql") {
	const Error error = error_of([&] { parse_scripts(text, name); });
	EXPECT_EQ(error.sqlstate, "PM020") << error.message;
	EXPECT_EQ(error.where.file, name);
	expect_style(error);
	return error;
}
// A file with these lines after "-- revises:".
inline std::string with(std::string_view directives) {
	return fmt::format(
		"-- Message\n--\n-- revision: a\n-- revises:\n{}\n\n-- migrate:up\nSELECT 1;\n", directives);
}

} // namespace pgmigrate::core
