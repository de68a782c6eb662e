#include "client/starter_files.hpp"

#include <fmt/format.h>

namespace pgmigrate::client {

namespace {

constexpr std::string_view kConfig =
	R"(# pgmigrate: schema migrations inside PostgreSQL. "pgmigrate config" shows what is in force and where it was said:
# here, above it in .env beside this file, above that in the environment (PGMIGRATE_PROJECT and the like), and above
# all on the command line. A value may hold variables: ${{NAME}} or ${{NAME:-default}}.

# The migration files; a relative path counts from this file. Several directories hold one graph:
# directory = ["migrations", "vendor/migrations"]
directory = "{}"

# The database, where neither DATABASE_URL nor -d names one; PGHOST, PGDATABASE and the like stand above its parts.
# database = "postgresql://shop@localhost/shop"

# The set of revisions, where a database holds several independent ones.
# project = "default"

# The schema that the scripts run in, first in their search_path.
# target_schema = "marketplace"

# How a run is divided: "auto" (one transaction if the plan allows it, else one for each step), "one" or "step".
# transaction = "auto"

# The ids of new revisions: "sequential" (003_add_rejection_reason) or "random" (4f1d26105399).
# revision_ids = "sequential"

# The names of new files, with {{id}}, {{slug}} of the message, {{year}}, {{month}}, {{day}}, {{hour}}, {{minute}}, {{second}} (UTC);
# without it, the id, and the slug where the id does not hold it.
# file_template = "{{year}}{{month}}{{day}}_{{id}}"

# In a new file stands what script.template in the directory says, with the same and {{header}} and {{message}}.

# The file in the directory that lists the heads, so that branches conflict in version control; false: none.
# head_file = "HEAD"

# A file that each upgrade and downgrade writes the schema into, as SQL; a relative path counts from this file.
# schema_file = "schema.sql"

# What "pgmigrate revision --autogenerate" leads to: SQL that makes it, a file or a directory of files.
# wanted_schema = "schema"

# Variables for the scripts, current_setting('var.tenant'); -x tenant=... stands above.
# [variables]
# tenant = "acme"

# A section: what differs under "pgmigrate -n production".
# [production]
# database = "postgresql://deploy:${{DEPLOY_PASSWORD}}@db.example/shop"
)";

constexpr std::string_view kMakefile =
	R"(# Database migrations: make migration MSG="add phone to users", edit the file, make migrate.
# Which database: .env, DATABASE_URL or PGHOST, PGDATABASE and the like; "pgmigrate config" shows it.

PGMIGRATE ?= pgmigrate
COMPOSE ?= docker compose
DB_SERVICE ?= db

# Upgrades to the newest revision.
migrate:
	$(PGMIGRATE) upgrade head

# Makes a migration file.
migration:
	@test -n "$$MSG" || { echo 'usage: make migration MSG="what it does"' >&2; exit 2; }
	@$(PGMIGRATE) revision -m "$$MSG"
export MSG

# Takes the last revision back.
migration-down:
	$(PGMIGRATE) downgrade -1

# Shows what is applied.
migration-current:
	$(PGMIGRATE) current

# Shows all revisions.
migration-history:
	$(PGMIGRATE) history

# Upgrades, takes the last revision back, upgrades again, and fails unless that is everything.
migrate-test:
	$(PGMIGRATE) upgrade head
	$(PGMIGRATE) downgrade -1
	$(PGMIGRATE) upgrade head
	$(PGMIGRATE) current --check-heads

# Starts the database's container.
db-up:
	$(COMPOSE) up --detach --wait $(DB_SERVICE)

# Takes everything back and makes it again: THE DATA IS LOST.
db-reset:
	$(PGMIGRATE) downgrade base
	$(PGMIGRATE) upgrade head

# Fails unless the database can be reached; what is missing in it is shown, and no failure (3: no connection).
db-test:
	@$(PGMIGRATE) current || test $$? -ne 3

.PHONY: migrate migration migration-down migration-current migration-history migrate-test db-up db-reset db-test
)";

constexpr std::string_view kTemplate = R"({header}

-- migrate:up

-- migrate:down
)";

} // namespace

std::string new_config(std::string_view directory) {
	std::string quoted; // a basic string of TOML
	for (char c : directory) {
		if (c == '"' || c == '\\')
			quoted += '\\';
		quoted += c;
	}
	return fmt::format(kConfig, quoted);
}

std::string new_makefile() {
	return std::string(kMakefile);
}

std::string new_template() {
	return std::string(kTemplate);
}

} // namespace pgmigrate::client
