#include "client/import.hpp"

#include <algorithm>
#include <array>

namespace pgmigrate::client {

namespace {

constexpr std::array kTools{
	ImportTool{"alembic", read_alembic, "alembic_version", "version_num", ""},
	ImportTool{"dbmate", read_dbmate, "schema_migrations", "version", "dirty"},
	ImportTool{"flyway", read_flyway, "flyway_schema_history", "installed_rank", ""},
	ImportTool{"golang-migrate", read_golang_migrate, "schema_migrations", "dirty", ""},
	ImportTool{"goose", read_goose, "goose_db_version", "version_id", ""},
};

} // namespace

const ImportTool *find_import_tool(std::string_view name) {
	const auto found = std::ranges::find(kTools, name, &ImportTool::name);
	return found == kTools.end() ? nullptr : &*found;
}

std::vector<std::string> import_tool_names() {
	std::vector<std::string> names;
	for (const ImportTool &tool : kTools)
		names.emplace_back(tool.name);
	return names;
}

} // namespace pgmigrate::client
