// What went wrong, in its parts: for reports that machines read.
#pragma once
#include <exception>
#include <string>

#include "client/hint.hpp"
#include "client/render.hpp"
#include "client/script_error.hpp"
#include "core/error.hpp"

namespace pgmigrate::client {

struct Wrong {
	std::string message, detail = {}, hint = {}, context = {}, sqlstate = {};
	core::Location where = {};
	std::string failed = {}; // "upgrade" or "downgrade" of a script that ran; empty if nothing did
};

// Of any exception. What was given on the command line goes into the commands that the hint names.
Wrong what_went_wrong(const std::exception_ptr &error, const GivenScope &given);

// The hint of what failed in a migration file: a command that takes a file is given that one.
std::string hint_of(const ScriptError &failure, const GivenScope &given);

// The object that says it; parts that are empty are not in it.
Row error_object(const Wrong &wrong, int exit_code);

} // namespace pgmigrate::client
