// The settings that a call gives for a whole run, set anew in each of its transactions.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pgmigrate {

class RunSettings {
public:
	// JSON objects: `settings` by their names, `variables` without their "var.". Throws 22023 for anything else, and for a
	// setting that a call cannot give.
	RunSettings(const std::optional<std::string> &settings, const std::optional<std::string> &variables);
	// Sets them until the enclosing level of settings ends.
	void apply() const;

private:
	std::vector<std::pair<std::string, std::string>> values_;
};

} // namespace pgmigrate
