// What the client itself finds wrong, with the exit code it ends with.
#pragma once
#include <exception>
#include <string>
#include <utility>

#include "client/exit_codes.hpp"

namespace pgmigrate::client {

// Texts follow PostgreSQL's style, as those of core::Error do; the marks of its hints may stand in commands here.
class Failure : public std::exception {
public:
	Failure(ExitCode code_, std::string message_, std::string detail_ = {}, std::string hint_ = {})
		: code(code_), message(std::move(message_)), detail(std::move(detail_)), hint(std::move(hint_)) {}
	const char *what() const noexcept override { return message.c_str(); }

	ExitCode code;
	std::string message, detail, hint;
	std::string where; // "file:line", or empty
};

// A signal came while no statement ran.
class Cancelled : public std::exception {};

} // namespace pgmigrate::client
