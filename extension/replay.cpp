#include "extension/replay.hpp"

#include <fmt/format.h>

#include "core/applied.hpp"
#include "core/conditions.hpp"
#include "core/schema/compare.hpp"
#include "extension/catalog_reader.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

void replay(
	Shadow &shadow, const Scope &scope, const std::vector<PreparedStep> &steps, const Variables &variables) {
	for (const PreparedStep &step : steps)
		if (const auto failure = shadow.run(step, scope, variables)) {
			if (!failure->is(core::condition::not_provable))
				failure->raise();
			pg::pg_call([&] {
				ereport(WARNING, (errmsg("revision \"%s\" is left out of what is replayed",
									  step.script.revision.id.c_str()),
									 errdetail("%s.", failure->message.c_str())));
			});
		}
}

std::vector<PreparedStep> steps_to(
	const std::string &project, const core::RevisionGraph &graph, const std::vector<std::string> &rows) {
	std::vector<core::Step> steps;
	for (core::Node node : graph.order(core::applied_set(graph, rows)))
		steps.push_back({core::Direction::upgrade, node});
	return prepare_steps(project, graph, steps);
}

std::vector<std::string> extensions_made_by(const std::vector<PreparedStep> &steps) {
	std::vector<std::string> names;
	for (const PreparedStep &step : steps) {
		const std::vector<std::string> own =
			extensions_made_by(std::string(step.script.sql(step.step.direction)));
		names.insert(names.end(), own.begin(), own.end());
	}
	return names;
}

std::string described(const std::vector<core::schema::Difference> &differences) {
	constexpr std::size_t kMost = 10;
	std::string text;
	for (std::size_t i = 0; i < differences.size() && i < kMost; i++)
		text.append(text.empty() ? "" : "\n").append(core::schema::words(differences[i]));
	if (differences.size() > kMost)
		text += fmt::format("\nand {} more", differences.size() - kMost);
	return in_database_encoding(text);
}

} // namespace pgmigrate
