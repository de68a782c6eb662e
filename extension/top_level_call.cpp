#include "extension/top_level_call.hpp"

#include <fmt/format.h>

#include "extension/pg/transactions.hpp"

namespace pgmigrate {

using core::Direction;
using pg::pg_call;

void require_top_level(FunctionCallInfo fcinfo, Direction direction) {
	if (pg::may_commit(fcinfo))
		return;
	std::string_view hint;
	int statements = pg_call([] {
		return debug_query_string != nullptr ? list_length(raw_parser(debug_query_string, RAW_PARSE_DEFAULT))
											 : 0;
	});
	if (statements > 1)
		hint =
			"It was sent together with other statements, and those are one transaction: send it by itself; with psql, give it "
			"a -c of its own.";
	else if (pg_call([] { return IsTransactionBlock(); }))
		hint =
			"A transaction block is open: after BEGIN, under psql's -1 (--single-transaction), or because AUTOCOMMIT is off. "
			"COMMIT or ROLLBACK, and call it outside of one.";
	else
		hint =
			"It was called from a function, a procedure in SQL, or one with a SET clause or SECURITY DEFINER: CALL it by itself, or "
			"from a DO block or procedure that may commit.";
	throw core::Error("25001",
		fmt::format("pgmigrate.{}_stepwise() must be called at top level", core::name(direction)),
		"It commits after each step, which nothing inside of a transaction can.", std::string(hint));
}

} // namespace pgmigrate
