#include "extension/run_settings.hpp"

#include "core/allowed_settings.hpp"
#include "extension/debug_point.hpp"
#include "extension/settings_level.hpp"
#include "extension/step.hpp"

namespace pgmigrate {

namespace {

Variables members(const std::string &json) {
	Variables found = json_members(json, "settings", "{\"statement_timeout\": \"1h\"}");
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
