#include "client/server_rows.hpp"

#include <fmt/format.h>

namespace pgmigrate::client {

namespace {

// The search path is the caller's, so names and operators say their schema.
constexpr const char *kShown = R"(
SELECT pg_catalog.row_to_json(r) FROM (
	SELECT s.revision, s.revises, s.depends_on, s.branch_labels, s.message, s.branches_into, s.head,
		s.effective_head, s.branch_point, s.merge_point,
		s.revision OPERATOR(pg_catalog.=) ANY (ARRAY(
			SELECT c.revision FROM pgmigrate.current(project => $2, target_schema => $3) c
			WHERE NOT c.effective_head)) AS current,
		s.name AS path, s.reversible, s.checksum, s.uploaded_at, s.uploaded_by, s.applied_at, s.applied_by{}
	FROM pg_catalog.unnest($1::pg_catalog.text[]) WITH ORDINALITY t (target, n),
		LATERAL pgmigrate.show(target => t.target, project => $2, target_schema => $3) WITH ORDINALITY s
	ORDER BY t.n, s.ordinality) r)";

std::vector<Row> rows_of(Session &session, const std::vector<std::string> &targets, Scripts scripts) {
	const std::string sql =
		fmt::format(fmt::runtime(kShown), scripts == Scripts::included ? ", s.script" : "");
	return json_rows(
		session.query(sql.c_str(), {array_literal(targets), session.project, session.target_schema}));
}

} // namespace

std::vector<Row> shown(Session &session, const std::string &target, Scripts scripts) {
	return rows_of(session, std::vector{target}, scripts);
}

std::vector<Row> details(Session &session, const std::vector<std::string> &ids) {
	return ids.empty() ? std::vector<Row>() : rows_of(session, ids, Scripts::left_out);
}

std::vector<std::string> first_column(const Result &result) {
	std::vector<std::string> column;
	for (int row = 0; row < result.size(); ++row)
		column.emplace_back(result.text(row, 0));
	return column;
}

} // namespace pgmigrate::client
