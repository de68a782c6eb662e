#include "client/output.hpp"

#include <cstring>
#include <typeinfo>

#include <fmt/format.h>

#include "client/failure.hpp"

namespace pgmigrate::client {

bool is_of_output(const std::system_error &failure) {
	if (typeid(failure) != typeid(std::system_error) || std::ferror(stdout) == 0)
		return false;
	if (output_error == 0)
		output_error = failure.code().value();
	return true;
}

void check_output_was_written(const std::string &detail) {
	flush_output();
	if (output_error == 0 && std::ferror(stdout) == 0)
		return;
	output_error_is_told = true;
	throw Failure(ExitCode::refused, output_error_message(), detail,
		"Type the command again where standard output can be written.");
}

std::string output_error_message() {
	return fmt::format("could not write to standard output: {}", std::strerror(output_error));
}

} // namespace pgmigrate::client
