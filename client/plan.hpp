// What a run would do: the server's plan for the directory as it is, with nothing stored for it.
#pragma once
#include <string>
#include <vector>

#include "client/render.hpp"
#include "client/session.hpp"
#include "client/workspace.hpp"
#include "core/revision.hpp"

namespace pgmigrate::client {

// The steps to the target $1 as JSON, in project $2 and target schema $3, of the revisions $4.
inline constexpr const char *kUpgradePlan =
	"SELECT pg_catalog.row_to_json(p) FROM pgmigrate.upgrade_plan(target => $1, project => $2,"
	" target_schema => $3, revisions => $4::pg_catalog.text[]) p";
inline constexpr const char *kDowngradePlan =
	"SELECT pg_catalog.row_to_json(p) FROM pgmigrate.downgrade_plan(target => $1, project => $2,"
	" target_schema => $3, revisions => $4::pg_catalog.text[]) p";

struct Plan {
	std::vector<Row> steps;
	std::size_t to_upload = 0; // files that the server does not have, or not so
};

// The plan that a run would have. Files that the server lacks are uploaded in a transaction that is rolled back, so that
// it reads them as it would then.
Plan read_plan(
	Session &session, const Workspace &workspace, core::Direction direction, const std::string &target);

// The steps as a table, or with --json as an object; what belongs to them is said on stderr. Throws refused if one cannot
// be taken back that should be.
void show_plan(const Options &options, Session &session, const Plan &plan, TransactionMode mode);

// Says that there is nothing to do, and where the database is.
void say_nothing_to_do(Session &session);

} // namespace pgmigrate::client
