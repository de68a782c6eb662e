// A function for the tests of shadows alone: does one thing after another in a shadow. In the build with debug points only.
#include "extension/shadow.hpp"

#ifdef PGMIGRATE_DEBUG_POINTS
#include <fmt/format.h>

#include "core/script_file.hpp"
#include "core/text.hpp"
#include "extension/trust.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using pg::Arguments;

namespace {

std::string told(const std::optional<ShadowFailure> &failure) {
	if (!failure)
		return "done";
	std::string text = fmt::format("{}: {}", failure->sqlstate, failure->message);
	for (const auto &[name, value] : {std::pair("DETAIL", failure->detail), std::pair("HINT", failure->hint),
			 std::pair("QUERY", failure->internal_query), std::pair("CONTEXT", failure->context),
			 std::pair("TABLE", failure->table), std::pair("CONSTRAINT", failure->constraint)})
		if (!value.empty())
			text += fmt::format("\n{}: {}", name, value);
	return text + fmt::format("\nPLACE: {} {}:{} {}", failure->statement, failure->line, failure->line_column,
					  failure->tag);
}

// The first column of a query's first row, empty where there is none. A shadow runs SQL and answers nothing, but for what
// goes wrong there.
std::string queried(Shadow &shadow, const std::string &sql) {
	const auto failure = shadow.load(fmt::format("DO LANGUAGE plpgsql {};",
		core::text::sql_literal(
			fmt::format("DECLARE v text; BEGIN EXECUTE {} INTO v;"
						" RAISE EXCEPTION USING ERRCODE = 'PROBE', MESSAGE = coalesce(v, ''); END",
				core::text::sql_literal(sql)))));
	if (failure->sqlstate != "PROBE")
		failure->raise();
	return failure->message;
}

PreparedStep step_of(const std::string &text, core::Direction direction) {
	PreparedStep step;
	step.step.direction = direction;
	step.script = core::parse_scripts(text, "probe.sql").front();
	step.vouching = {vouching_role()};
	return step;
}

} // namespace

// Each is a word, a colon and what it is about: load:SQL, query:SQL, up:SCRIPT, down:SCRIPT, clear:, skipped:, name:.
PGMIGRATE_FUNCTION(pgmigrate_shadow_probe) {
	Arguments args(fcinfo);
	const auto things = args.text_array(0, "things");
	Shadow shadow("shadow_probe()");
	std::vector<std::string> lines;
	for (const std::string &thing : *things) {
		const std::size_t colon = thing.find(':');
		const std::string word = thing.substr(0, colon), rest = thing.substr(colon + 1);
		if (word == "load")
			lines.push_back(told(shadow.load(rest)));
		else if (word == "query")
			lines.push_back(queried(shadow, rest));
		else if (word == "up" || word == "down") {
			const Scope scope = Scope::from(std::nullopt, std::nullopt);
			shadow.make_target_schema(scope);
			lines.push_back(told(shadow.run(
				step_of(rest, word == "up" ? core::Direction::upgrade : core::Direction::downgrade), scope)));
		} else if (word == "clear") {
			shadow.clear();
			lines.push_back("cleared");
		} else if (word == "skipped") {
			for (const SkippedExtension &skipped : shadow.skipped_extensions())
				lines.push_back(fmt::format("{}: {}", skipped.name, skipped.reason));
		} else if (word == "name")
			lines.push_back(shadow.name());
	}
	shadow.finish();
	return text_rows(fcinfo, lines);
}
#endif
