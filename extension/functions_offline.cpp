// SQL entry points that write scripts for psql, and those that these scripts call: unpack, call, pack.
#include <fmt/format.h>

#include "extension/offline_script.hpp"
#include "extension/recorded_step.hpp"
#include "extension/targets.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using core::Direction;
using pg::Arguments;

namespace {

Datum write_run(FunctionCallInfo fcinfo, Direction direction, const std::string &target) {
	Arguments args(fcinfo);
	return text_result(run_script({Scope::from(args.text(1), args.text(2)), args.text_array(4, "revisions")},
		direction, target, args.jsonb(3)));
}

Datum write_stamp(FunctionCallInfo fcinfo, const std::vector<std::string> &targets) {
	Arguments args(fcinfo);
	return text_result(
		stamp_script({Scope::from(args.text(2), args.text(3)), args.text_array(4, "revisions")}, targets,
			args.boolean(1)));
}

OutsideStep outside_step(const Arguments &args) {
	std::string direction = args.required_text(0, "direction");
	if (direction != "upgrade" && direction != "downgrade")
		throw core::Error(core::sqlstate::invalid_parameter_value,
			fmt::format("\"{}\" is no direction", direction), {}, "It is 'upgrade' or 'downgrade'.");
	return {direction == "upgrade" ? Direction::upgrade : Direction::downgrade,
		args.required_text(1, "revision")};
}

} // namespace

PGMIGRATE_FUNCTION(pgmigrate_upgrade_script) {
	return write_run(fcinfo, Direction::upgrade, Arguments(fcinfo).required_text(0, "target"));
}

PGMIGRATE_FUNCTION(pgmigrate_upgrade_script_head) {
	return text_result(run_script({Scope::from(std::nullopt), std::nullopt}, Direction::upgrade, "head", {}));
}

PGMIGRATE_FUNCTION(pgmigrate_downgrade_script) {
	return write_run(fcinfo, Direction::downgrade, Arguments(fcinfo).required_text(0, "target"));
}

PGMIGRATE_FUNCTION(pgmigrate_downgrade_script_steps) {
	return write_run(
		fcinfo, Direction::downgrade, steps_target(Arguments(fcinfo), "pgmigrate.downgrade_script"));
}

PGMIGRATE_FUNCTION(pgmigrate_stamp_script) {
	return write_stamp(fcinfo, {Arguments(fcinfo).required_text(0, "target")});
}

PGMIGRATE_FUNCTION(pgmigrate_stamp_script_array) {
	return write_stamp(fcinfo, targets_argument(Arguments(fcinfo)));
}

PGMIGRATE_FUNCTION(pgmigrate_require_current) {
	Arguments args(fcinfo);
	auto revisions = args.text_array(0, "revisions");
	if (!revisions)
		throw core::Error("22004", "\"revisions\" must not be null", {},
			"Give an empty array where nothing is to be applied.");
	require_current(Scope::from(args.text(1), args.text(2)), *std::move(revisions));
	return static_cast<Datum>(0);
}

PGMIGRATE_FUNCTION(pgmigrate_begin_step) {
	Arguments args(fcinfo);
	begin_step(Scope::from(args.text(3), args.text(4)), outside_step(args), args.text(2));
	return static_cast<Datum>(0);
}

PGMIGRATE_FUNCTION(pgmigrate_record) {
	Arguments args(fcinfo);
	return text_result(record_step(Scope::from(args.text(2), args.text(3)), outside_step(args)));
}
