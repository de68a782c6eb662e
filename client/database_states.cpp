#include "client/database_states.hpp"

#include <algorithm>
#include <unordered_map>

#include "client/comparison.hpp"
#include "client/named_database.hpp"
#include "client/server_rows.hpp"
#include "client/talk.hpp"

namespace pgmigrate::client {

namespace {

using States = std::unordered_map<std::string_view, const ComparedRevision *>;

void add_state(Row &row, const States &states, const std::vector<std::string> &current) {
	const std::string id = value_text(row, "revision");
	row["current"] = std::ranges::find(current, id) != current.end();
	const auto found = states.find(id);
	if (found == states.end())
		return;
	const ComparedRevision &revision = *found->second;
	row["state"] = state_key(revision.state);
	for (const auto &[key, value] : {std::pair{"note", &revision.note}, {"applied_at", &revision.applied_at},
			 {"applied_by", &revision.applied_by}})
		if (!value->empty())
			row[key] = *value;
}

} // namespace

void add_states(const Options &options, const Workspace &workspace, std::vector<Row> &rows) {
	const auto ask = [&](const Options &asking) {
		Needs needs{.functions = kComparisonFunctions};
		needs.functions.emplace_back("current");
		Session session(asking, workspace.config, needs);
		try {
			const std::vector<ComparedRevision> compared = compare(session, workspace).revisions;
			const std::vector<std::string> current = version_rows(session);
			States states;
			for (const ComparedRevision &one : compared)
				states.emplace(one.revision, &one);
			for (Row &row : rows)
				add_state(row, states, current);
		} catch (const ServerError &error) {
			if (error.sqlstate == "57014") // cancelled
				throw;
			say("what is applied could not be told: {}\n", error.message);
		}
	};
	if (options.indicate_current)
		ask(options);
	else if (options.verbose)
		ask_named_database(options, workspace.config, "", ask);
}

} // namespace pgmigrate::client
