// How long core takes for as many revisions as nobody has yet.
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "core/history.hpp"
#include "core/plan.hpp"
#include "core/resolve.hpp"
#include "core/script_file.hpp"

namespace {

using namespace pgmigrate::core;

std::string id_of(std::int64_t i) {
	return fmt::format("r{}", 100'000'000 + i);
}

std::vector<Revision> linear(std::int64_t length) {
	std::vector<Revision> revisions;
	for (std::int64_t i = 0; i < length; ++i) {
		Revision revision{id_of(i), {}, {}, {}, "add a column to a table"};
		if (i > 0)
			revision.revises.push_back(id_of(i - 1));
		revisions.push_back(std::move(revision));
	}
	return revisions;
}

// Twenty at a time: three branches of six leave the trunk, two of them or all three are merged, and one more carries on
// the trunk; so one branch in six stays open. Every seventh depends on one of long ago.
std::vector<Revision> bushy(std::int64_t size) {
	std::vector<Revision> revisions;
	auto add = [&](std::vector<std::string> parents) {
		auto i = static_cast<std::int64_t>(revisions.size());
		Revision revision{id_of(i), std::move(parents), {}, {}, "add a column to a table"};
		if (i % 7 == 3 && i > 40)
			revision.depends_on.push_back(id_of(i / 3));
		revisions.push_back(std::move(revision));
		return std::vector{id_of(i)};
	};
	std::vector<std::string> trunk;
	for (std::int64_t group = 0; static_cast<std::int64_t>(revisions.size()) < size; ++group) {
		std::vector<std::string> ends;
		for (int branch = 0; branch < 3; ++branch) {
			std::vector<std::string> here = trunk;
			for (int i = 0; i < 6; ++i)
				here = add(here);
			if (branch < 2 || group % 2 == 0)
				ends.push_back(here.front());
		}
		trunk = add(add(ends));
	}
	revisions.resize(size);
	return revisions;
}

using Shape = std::vector<Revision> (*)(std::int64_t);

void parse(benchmark::State &state) {
	std::string text;
	for (const Revision &revision : linear(state.range(0)))
		text += write_script(
			{revision, "ALTER TABLE t ADD COLUMN c integer;\n", "ALTER TABLE t DROP COLUMN c;\n"});
	for (auto _ : state)
		benchmark::DoNotOptimize(parse_scripts(text));
	state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void build(benchmark::State &state, Shape shape) {
	const std::vector<Revision> revisions = shape(state.range(0));
	for (auto _ : state)
		benchmark::DoNotOptimize(RevisionGraph(revisions));
}

void look(benchmark::State &state, Shape shape) {
	const RevisionGraph graph(shape(state.range(0)));
	for (auto _ : state) {
		benchmark::DoNotOptimize(graph.heads());
		benchmark::DoNotOptimize(history(graph, {}, parse_range("")));
	}
}

void plan(benchmark::State &state, Shape shape) {
	const RevisionGraph graph(shape(state.range(0)));
	const Target target = parse_target("heads");
	for (auto _ : state)
		benchmark::DoNotOptimize(plan_upgrade(graph, {}, target));
}

void parse_build_and_plan(benchmark::State &state) {
	std::string text;
	for (const Revision &revision : linear(state.range(0)))
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

void name_nearest(benchmark::State &state, Shape shape) {
	const RevisionGraph graph(shape(state.range(0)));
	for (auto _ : state)
		benchmark::DoNotOptimize(nearest_names(graph, "r10000x000"));
}

} // namespace

#define SIZES ->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond)
#define BENCHMARK_SHAPES(function)                                                                           \
	BENCHMARK_CAPTURE(function, linear, linear) SIZES;                                                       \
	BENCHMARK_CAPTURE(function, bushy, bushy) SIZES

BENCHMARK(parse) SIZES;
BENCHMARK_SHAPES(build);
BENCHMARK_SHAPES(look);
BENCHMARK_SHAPES(plan);
BENCHMARK_SHAPES(name_nearest);
BENCHMARK(parse_build_and_plan) SIZES;
