// Errors as data: what every layer of pgmigrate throws, and what the faces show.
#pragma once
#ifdef POSTGRES_H
#error "core/ comes before the server's headers and never includes them"
#endif
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "core/conditions.hpp"

namespace pgmigrate::core {

// Where in a migration file something is wrong. Lines and columns count from 1; 0 means unknown.
struct Location {
	std::string file; // the name the script was given with; may be empty
	std::string revision;
	int line = 0;
	int column = 0;

	// "003_x.sql:14:8", "003_x.sql:14", "revision \"003_x\", line 14", or "" when nothing is known.
	std::string text() const;
};

// Hints name SQL calls as they are to be typed. Which project and target schema they were about, core does not know: at
// the end of a call's arguments stands one of these for what a face puts there (", project => 'x'"), or nothing.
inline constexpr char kProjectArgument = '\x01';
inline constexpr char kScopeArguments = '\x02'; // project and target schema

// The hint with the marks replaced.
std::string with_arguments(
	std::string_view hint, std::string_view project_argument, std::string_view scope_arguments);

// One failure. Texts follow PostgreSQL's style: `message` lower case without a full stop, `detail` and `hint`
// whole sentences.
class Error : public std::exception {
public:
	Error(std::string_view sqlstate_, std::string message_, std::string detail_ = {}, std::string hint_ = {})
		: sqlstate(sqlstate_), message(std::move(message_)), detail(std::move(detail_)),
		  hint(std::move(hint_)) {}
	Error(const Condition &condition_, std::string message_, std::string detail_ = {}, std::string hint_ = {})
		: Error(condition_.sqlstate, std::move(message_), std::move(detail_), std::move(hint_)) {}

	// The same error with the place it arose at.
	Error &&at(Location where_) && {
		where = std::move(where_);
		return std::move(*this);
	}
	const char *what() const noexcept override { return message.c_str(); }

	std::string sqlstate, message, detail, hint;
	Location where;
};

} // namespace pgmigrate::core
