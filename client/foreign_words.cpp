#include "client/foreign_words.hpp"

#include <array>

namespace pgmigrate::client {

namespace {

struct Foreign {
	std::string_view word, hint;
};

constexpr std::string_view kUp = "\"pgmigrate upgrade\" runs all that is pending.";
constexpr std::string_view kDown = "\"pgmigrate downgrade -1\" takes one revision back.";
constexpr std::string_view kNew = "\"pgmigrate revision -m MESSAGE\" makes a migration file.";
constexpr std::string_view kList =
	"\"pgmigrate history\" lists the revisions, \"pgmigrate status\" tells what is applied and what is pending.";

// Alembic, dbmate, golang-migrate, goose, Flyway, Liquibase, Sqitch, Atlas, Django, Rails and their like.
constexpr std::array<Foreign, 40> kCommands{{
	{"up", kUp},
	{"migrate", kUp},
	{"apply", kUp},
	{"update", kUp},
	{"db:migrate", kUp},
	{"latest", kUp},
	{"up-by-one", "\"pgmigrate upgrade +1\" runs the next revision."},
	{"up-to", "\"pgmigrate upgrade TARGET\" runs what leads there."},
	{"goto", "\"pgmigrate upgrade TARGET\" or \"pgmigrate downgrade TARGET\" leads there."},
	{"down", kDown},
	{"rollback", kDown},
	{"undo", kDown},
	{"db:rollback", kDown},
	{"down-to", "\"pgmigrate downgrade TARGET\" takes back what is above it."},
	{"revert", "\"pgmigrate downgrade TARGET\" takes back what is above it."},
	{"redo", "\"pgmigrate downgrade -1\", then \"pgmigrate upgrade +1\"."},
	{"reset", "\"pgmigrate downgrade base\" takes everything back."},
	{"clean", "\"pgmigrate downgrade base\" takes everything back."},
	{"new", kNew},
	{"create", kNew},
	{"add", kNew},
	{"generate", kNew},
	{"makemigrations", kNew},
	{"make", kNew},
	{"info", kList},
	{"list", kList},
	{"showmigrations", kList},
	{"wait", "\"pgmigrate current --wait-for-server 60s\" waits until the server answers."},
	{"version",
		"\"pgmigrate current\" shows what is applied, \"pgmigrate --version\" the program's own version."},
	{"dbversion", "\"pgmigrate current\" shows what is applied."},
	{"force", "\"pgmigrate stamp TARGET\" records revisions as applied without running them."},
	{"repair", "\"pgmigrate amend FILE\" replaces the script of an applied revision."},
	{"dump",
		"\"pgmigrate schema -o FILE\" writes the schema of a database; \"pgmigrate export --all\" writes migration files."},
	{"diff",
		"\"pgmigrate compare\" tells what the database differs in from its revisions, or from another one."},
	{"snapshot", "\"pgmigrate schema --snapshot\" shows the schema as a value."},
	{"drop", "\"dropdb\" drops a database; \"pgmigrate downgrade base\" takes everything back."},
	{"sqlmigrate", "\"pgmigrate upgrade FROM:TO --sql\" prints the script."},
	{"updatesql", "\"pgmigrate upgrade --sql\" prints the script."},
	{"autogenerate",
		"\"pgmigrate revision --autogenerate -m MESSAGE\" makes a file that leads to the wanted schema."},
	{"list_templates", "\"pgmigrate init\" writes script.template, which new files are made from."},
}};

} // namespace

std::string hint_for_foreign_command(std::string_view word) {
	for (const Foreign &foreign : kCommands)
		if (foreign.word == word)
			return std::string(foreign.hint);
	return {};
}

std::string hint_for_foreign_option(std::string_view option) {
	if (option == "--to" || option.starts_with("--to=") || option == "--to-change")
		return "The target stands alone: \"pgmigrate upgrade TARGET\".";
	if (option.starts_with("--wait-timeout"))
		return "--wait-for-server takes how long to wait for the server: \"--wait-for-server 60s\".";
	return {};
}

} // namespace pgmigrate::client
