// Server errors that lie in a migration file, with their place in it.
#pragma once
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "client/connection.hpp"
#include "client/directory.hpp"
#include "core/error.hpp"

namespace pgmigrate::client {

class ScriptError : public std::exception {
public:
	ScriptError(ServerError error_, core::Location where_, std::string source_line_)
		: error(std::move(error_)), where(std::move(where_)), source_line(std::move(source_line_)) {}
	const char *what() const noexcept override { return error.what(); }

	ServerError error;
	core::Location where; // the column counts characters; 0: the server pointed at nothing in the script
	std::string source_line;
	bool steps_stand = false; // what the run did before, for it commits each step
	std::string
		only_in;        // the file that holds that revision and no other one, if the directory has such a one
	std::string failed; // "upgrade" or "downgrade" of a script that ran; empty if nothing did
};

// Throws the error again, as a ScriptError if its context names a file of the directory.
[[noreturn]] void throw_located(const ServerError &error, const Directory &directory);

// The script that ran, by the error's context; nothing if the error is of no script.
std::optional<ScriptError> script_in_context(const ServerError &error);

// Throws the error again with the path, and the line in the file, where the uploaded name and the line in the script were.
// Where the server remembers no place, because a pooler gave its process away, the error's context may tell it.
[[noreturn]] void throw_named(ScriptError &error, const Directory &directory);

// What f returns. What it throws of a migration file names the file by its path from here, where there is a directory.
template <class F>
auto located(const Directory *directory, F &&f) {
	try {
		return std::forward<F>(f)();
	} catch (ScriptError &error) {
		if (directory == nullptr)
			throw;
		throw_named(error, *directory);
	} catch (const ServerError &error) {
		if (directory == nullptr)
			throw;
		throw_located(error, *directory);
	}
}

} // namespace pgmigrate::client
