// SQL entry points that run step by step, and settle what was interrupted: unpack, call, pack.
#include "extension/half_applied.hpp"
#include "extension/ledger.hpp"
#include "extension/stepwise.hpp"
#include "extension/targets.hpp"
#include "extension/top_level_call.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using core::Direction;
using pg::Arguments;
using pg::Value;

namespace {

// The connection to SPI ends with the call, also where it throws: then the abort ends it.
Datum call(FunctionCallInfo fcinfo, Direction direction, std::string target) {
	Arguments args(fcinfo);
	StepwiseRequest request{{Scope::from(args.text(1), args.text(2)), direction, std::move(target),
								args.text_array(4, "revisions")},
		args.jsonb(3), args.jsonb(5), args.boolean(6)};
	pg::ProcedureTransactions transactions;
	run_stepwise(request, transactions);
	transactions.finish();
	return static_cast<Datum>(0);
}

} // namespace

PGMIGRATE_FUNCTION(pgmigrate_upgrade_stepwise) {
	require_top_level(fcinfo, Direction::upgrade);
	return call(fcinfo, Direction::upgrade, Arguments(fcinfo).required_text(0, "target"));
}

PGMIGRATE_FUNCTION(pgmigrate_downgrade_stepwise) {
	require_top_level(fcinfo, Direction::downgrade);
	return call(fcinfo, Direction::downgrade, Arguments(fcinfo).required_text(0, "target"));
}

PGMIGRATE_FUNCTION(pgmigrate_downgrade_stepwise_steps) {
	require_top_level(fcinfo, Direction::downgrade);
	return call(
		fcinfo, Direction::downgrade, steps_target(Arguments(fcinfo), "pgmigrate.downgrade_stepwise"));
}

PGMIGRATE_FUNCTION(pgmigrate_half_applied) {
	Arguments args(fcinfo);
	Scope scope = Scope::from(args.text(0), args.text(1));
	std::vector<ledger::Entry> entries = pg::own_statements([&] { return ledger::entries(scope); });
	pg::ResultRows rows(fcinfo);
	for (const ledger::Entry &entry : entries)
		rows.add({entry.revision, core::name(entry.direction), entry.statement,
			ledger::name(ledger::is_done(entry.state) ? ledger::State::done : entry.state),
			Value::timestamp(entry.started_at)});
	return static_cast<Datum>(0);
}

PGMIGRATE_FUNCTION(pgmigrate_resolve) {
	Arguments args(fcinfo);
	return text_result(resolve_statement(Scope::from(args.text(3), args.text(4)),
		args.required_text(0, "revision"), args.integer(1, "statement"), args.required_text(2, "decision")));
}
