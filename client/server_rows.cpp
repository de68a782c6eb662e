#include "client/server_rows.hpp"

#include <fmt/format.h>

#include "client/comparison.hpp"
#include "client/talk.hpp"
#include "core/conditions.hpp"

namespace pgmigrate::client {

namespace {

// The search path is the caller's, so names and operators say their schema.
constexpr const char *kShown = R"(
SELECT pg_catalog.row_to_json(r) FROM (
	SELECT s.revision, s.revises, s.depends_on, s.branch_labels, s.message, s.branches_into, s.head,
		s.effective_head, s.branch_point, s.merge_point,
		s.revision OPERATOR(pg_catalog.=) ANY ($4::pg_catalog.text[]) AS current,
		s.name AS path, s.reversible, s.checksum, s.uploaded_at, s.uploaded_by, s.applied_at, s.applied_by{}
	FROM pg_catalog.unnest($1::pg_catalog.text[]) WITH ORDINALITY t (target, n),
		LATERAL pgmigrate.show(target => t.target, project => $2, target_schema => $3) WITH ORDINALITY s
	ORDER BY t.n, s.ordinality) r)";

// What is applied is the history of what is current: the log may have been cut short.
constexpr const char *kApplied = R"(
SELECT h.revision, h.revision OPERATOR(pg_catalog.=) ANY (ARRAY(SELECT x.revision
	FROM pgmigrate.half_applied(project => $1, target_schema => $2) x)), h.changes
FROM pgmigrate.history(range => ':current', project => $1, target_schema => $2) h)";

} // namespace

Needs ServerRows::needs(std::initializer_list<std::string_view> others) {
	Needs needs{.functions = {"show", "current", "history", "half_applied"}};
	needs.functions.insert(needs.functions.end(), others);
	return needs;
}

ServerRows::ServerRows(Session &session) : session_(session) {
	try {
		current_ = version_rows(session);
		const Result applied = session.query(kApplied, {session.project, session.target_schema});
		applied_.emplace();
		for (int row = 0; row < applied.size(); ++row)
			applied_->emplace(
				applied.text(row, 0), Applied{applied.truth(row, 1), std::string(applied.text(row, 2))});
	} catch (const ServerError &error) {
		if (error.sqlstate != core::condition::unknown_revision.sqlstate)
			throw;
		say("what is current is not marked: {}\n", error.message);
	}
}

std::vector<Row> ServerRows::of_target(const std::string &target, Scripts scripts) {
	return query({target}, scripts);
}

std::vector<Row> ServerRows::of_ids(const std::vector<std::string> &ids) {
	return ids.empty() ? std::vector<Row>() : query(ids, Scripts::left_out);
}

std::vector<Row> ServerRows::query(const std::vector<std::string> &targets, Scripts scripts) {
	const std::string sql =
		fmt::format(fmt::runtime(kShown), scripts == Scripts::included ? ", s.script" : "");
	std::vector<Row> rows = json_rows(session_.query(sql.c_str(),
		{array_literal(targets), session_.project, session_.target_schema, array_literal(current_)}));
	for (Row &row : rows)
		mark(row);
	return rows;
}

void ServerRows::mark(Row &row) const {
	if (!applied_)
		return;
	const auto found = applied_->find(value_text(row, "revision"));
	const bool is_half_applied = found != applied_->end() && found->second.is_half;
	row["state"] = state_key(
		found != applied_->end() && !is_half_applied ? RevisionState::applied : RevisionState::pending);
	if (is_half_applied)
		row["note"] = "half applied"; // as status has it
	if (found != applied_->end() && !found->second.changes.empty())
		row["changes"] = Row::parse(found->second.changes);
}

std::vector<std::string> version_rows(Session &session) {
	return first_column(
		session.query("SELECT c.revision FROM pgmigrate.current(project => $1, target_schema => $2) c"
					  " WHERE NOT c.effective_head",
			{session.project, session.target_schema}));
}

std::vector<std::string> first_column(const Result &result) {
	std::vector<std::string> column;
	for (int row = 0; row < result.size(); ++row)
		column.emplace_back(result.text(row, 0));
	return column;
}

} // namespace pgmigrate::client
