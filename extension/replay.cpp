#include "extension/replay.hpp"

#include <fmt/format.h>

#include "core/applied.hpp"
#include "core/conditions.hpp"
#include "core/schema/compare.hpp"
#include "core/schema/quote.hpp"
#include "extension/catalog_reader.hpp"

namespace pgmigrate {

std::vector<NotProvable> replay(Shadow &shadow, const Scope &scope, const std::vector<PreparedStep> &steps) {
	std::vector<NotProvable> left_out;
	for (const PreparedStep &step : steps)
		if (const auto failure = shadow.run(step, scope)) {
			if (!failure->is(core::condition::not_provable))
				failure->raise();
			left_out.push_back({step.script.revision.id, failure->message});
		}
	return left_out;
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

void make_target_schema(Shadow &shadow, const Scope &scope) {
	if (scope.target_schema.empty())
		return;
	if (const auto failure = shadow.load(
			fmt::format("CREATE SCHEMA IF NOT EXISTS {}", core::schema::identifier(scope.target_schema))))
		failure->raise();
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
