// How long core takes for as many revisions as nobody has yet.
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "core/plan.hpp"
#include "core/script_file.hpp"

namespace {

using namespace pgmigrate::core;

std::string id_of(std::int64_t i) {
	return fmt::format("r{}", 100'000'000 + i);
}

std::vector<Revision> chain(std::int64_t length) {
	std::vector<Revision> revisions;
	for (std::int64_t i = 0; i < length; ++i) {
		Revision revision{id_of(i), {}, {}, {}, "add a column to a table"};
		if (i > 0)
			revision.revises.push_back(id_of(i - 1));
		revisions.push_back(std::move(revision));
	}
	return revisions;
}

void parse(benchmark::State &state) {
	std::string text;
	for (const Revision &revision : chain(state.range(0)))
		text += write_script(
			{revision, "ALTER TABLE t ADD COLUMN c integer;\n", "ALTER TABLE t DROP COLUMN c;\n"});
	for (auto _ : state)
		benchmark::DoNotOptimize(parse_scripts(text));
	state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void build(benchmark::State &state) {
	const std::vector<Revision> revisions = chain(state.range(0));
	for (auto _ : state)
		benchmark::DoNotOptimize(RevisionGraph(revisions));
}

void plan(benchmark::State &state) {
	const RevisionGraph graph(chain(state.range(0)));
	const Target target = parse_target("heads");
	for (auto _ : state)
		benchmark::DoNotOptimize(plan_upgrade(graph, {}, target));
}

void parse_build_and_plan(benchmark::State &state) {
	std::string text;
	for (const Revision &revision : chain(state.range(0)))
		text += write_script(
			{revision, "ALTER TABLE t ADD COLUMN c integer;\n", "ALTER TABLE t DROP COLUMN c;\n"});
	for (auto _ : state) {
		std::vector<Revision> revisions;
		for (Script &script : parse_scripts(text))
			revisions.push_back(std::move(script.revision));
		const RevisionGraph graph(std::move(revisions));
		benchmark::DoNotOptimize(plan_upgrade(graph, {}, parse_target("heads")));
	}
}

void name_nearest(benchmark::State &state) {
	const RevisionGraph graph(chain(state.range(0)));
	for (auto _ : state)
		benchmark::DoNotOptimize(nearest_names(graph, "r10000x000"));
}

} // namespace

BENCHMARK(parse)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(build)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(plan)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(parse_build_and_plan)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(name_nearest)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
