#include "client/variables.hpp"

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/render.hpp"
#include "client/text_file.hpp"
#include "core/variable_name.hpp"

namespace pgmigrate::client {

Parameter variables_object(const Options &options, const Config &config) {
	Row object = Row::object();
	for (const auto &[name, value] : config.variables)
		object[name] = value;
	for (const std::string &variable : options.variables) {
		const std::size_t equals = variable.find('=');
		if (equals == std::string::npos || !core::is_variable_name(variable.substr(0, equals)) ||
			first_not_utf8(variable) != std::string::npos)
			throw Failure(ExitCode::usage, fmt::format("\"{}\" is no variable", variable), {},
				"Write -x name=value, the name of letters, digits and \"_\"; a script reads it as "
				"current_setting('var.name').");
		object[variable.substr(0, equals)] = variable.substr(equals + 1);
	}
	return object.empty() ? std::nullopt : Parameter(object.dump());
}

} // namespace pgmigrate::client
