#include "extension/remembered_settings.hpp"

#include <optional>

#include "extension/settings_level.hpp"

#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

std::optional<std::string> value_of(const std::string &name) {
	const char *value = pg::pg_call([&] { return GetConfigOption(name.c_str(), true, false); });
	return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

} // namespace

RememberedSettings RememberedSettings::now() {
	std::vector<std::string> names;
	pg::own_statements([&] { // the names alone: own statements have values of their own
		pg::query(
			"SELECT name FROM pg_settings WHERE context IN ('user', 'superuser')"
			" AND name NOT IN ('transaction_isolation', 'transaction_read_only', 'transaction_deferrable')",
			{}, [&](const pg::Row &row) { names.push_back(row.string(0)); });
	});
	RememberedSettings remembered;
	for (std::string &name : names)
		if (auto value = value_of(name))
			remembered.values_.emplace_back(std::move(name), *std::move(value));
	return remembered;
}

void RememberedSettings::put_back() const {
	for (const auto &[name, value] : values_)
		if (value_of(name) != value)
			set_for_session(name, value);
}

} // namespace pgmigrate
