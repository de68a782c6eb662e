#include "extension/run_settings.hpp"

#include "core/allowed_settings.hpp"
#include "extension/debug_point.hpp"
#include "extension/settings_level.hpp"
#include "extension/step.hpp"

namespace pgmigrate {

namespace {

std::vector<std::pair<std::string, std::string>> members(const std::string &json) {
	std::vector<std::pair<std::string, std::string>> found;
	pg::own_statements([&] {
		bool object = false;
		pg::query("SELECT jsonb_typeof($1::jsonb) = 'object'", {json},
			[&](const pg::Row &row) { object = row.truth(0); });
		if (!object)
			throw core::Error(core::sqlstate::invalid_parameter_value, "settings must be a JSON object", {},
				"For example settings => '{\"statement_timeout\": \"1h\"}'.");
		pg::query("SELECT key, value FROM jsonb_each_text($1::jsonb) ORDER BY key", {json},
			[&](const pg::Row &row) { found.emplace_back(row.string(0), row.string(1)); });
	});
	for (const auto &[name, value] : found)
		if (name != "pgmigrate.lock_wait" && name != "pgmigrate.role" && !is_debug_setting(name))
			core::check_allowed_setting(name);
	return found;
}

} // namespace

RunSettings::RunSettings(
	const std::optional<std::string> &settings, const std::optional<std::string> &variables) {
	if (settings)
		values_ = members(*settings);
	if (variables)
		for (auto &[key, value] : parse_variables(*variables))
			values_.emplace_back("var." + key, std::move(value));
}

void RunSettings::apply() const {
	for (const auto &[name, value] : values_)
		set_for_a_while(name, value);
}

} // namespace pgmigrate
