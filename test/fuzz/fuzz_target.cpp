// Fuzzes revision expressions: a text is parsed as a target and as a range, and resolved and planned on fixed graphs
// from several states. Several lines are the targets of one stamp. What a plan says is proved by going its steps.
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/applied.hpp"
#include "core/history.hpp"
#include "core/offline.hpp"
#include "core/plan.hpp"
#include "core/rebase.hpp"
#include "core/resolve.hpp"
#include "core/text.hpp"
#include "core/walk.hpp"

#include "expect.hpp"

namespace pgmigrate::core::fuzz {

namespace {

using Names = std::vector<std::string>;

struct Case {
	RevisionGraph graph;
	std::vector<Names> states; // version rows
};

// Two forks, a merge, a line of its own that depends on the other, labels, ids of which one begins another.
Case forked() {
	return {RevisionGraph({{"a1", {}, {}, {"main"}, "Begin"}, {"a2", {"a1"}, {}, {}, {}},
				{"b1", {"a2"}, {}, {"billing"}, "Bill"}, {"b2", {"b1"}, {}, {}, {}},
				{"c1", {"a2"}, {}, {"core"}, {}}, {"c12", {"c1"}, {}, {}, {}},
				{"m", {"b2", "c12"}, {}, {}, "Merge"}, {"m1", {"m"}, {}, {}, {}},
				{"m2", {"m"}, {"n1"}, {}, {}}, {"n1", {}, {}, {"net", "mail"}, {}},
				{"n2", {"n1"}, {"billing"}, {}, {}}, {"n3", {"n2"}, {}, {}, {}}}),
		{{}, {"a2"}, {"b2", "c12"}, {"m1"}, {"m1", "m2", "n3"}, {"n1"}, {"c1", "n3"}, {"a1", "b1"},
			{"gone", "a2"}}};
}

Case line() {
	return {RevisionGraph({{"000_first", {}, {}, {}, {}}, {"001_second", {"000_first"}, {}, {}, {}},
				{"002_third", {"001_second"}, {}, {"shop"}, {}}, {"003_fourth", {"002_third"}, {}, {}, {}}}),
		{{}, {"002_third"}}};
}

// One revision is not there, nor is what another depends on.
Case with_gaps() {
	return {RevisionGraph({{"a1", {}, {}, {}, {}}, {"a3", {"a2"}, {}, {"late"}, {}},
				{"a4", {"a3"}, {}, {}, {}}, {"b1", {"a1"}, {"lost"}, {}, {}}, {"c1", {"a1"}, {}, {}, {}}}),
		{{}, {"a4"}, {"c1"}}};
}

Case empty() {
	return {RevisionGraph({}), {{}}};
}

// Whether nothing in the set rests on the node.
bool is_tip(const RevisionGraph &graph, const NodeSet &set, Node n) {
	const auto in = [&](Node above) { return set.contains(above); };
	return std::ranges::none_of(graph.children(n), in) && std::ranges::none_of(graph.dependents(n), in);
}

std::vector<Node> tips_of(const RevisionGraph &graph, const NodeSet &set) {
	std::vector<Node> tips = set.nodes();
	std::erase_if(tips, [&](Node n) { return !is_tip(graph, set, n); });
	return tips;
}

// The steps of a plan, gone one after the other: everything that a step rests on is applied, before it and after it.
void expect_steps(const RevisionGraph &graph, const Plan &plan, Direction direction) {
	NodeSet applied = graph.closure(plan.rows_before);
	expect(tips_of(graph, applied) == plan.rows_before, "the rows before a plan are tips",
		describe_rows(graph, plan.rows_before));
	for (std::size_t i = 0; i < plan.steps.size(); ++i) {
		const auto [step_direction, n] = plan.steps[i];
		const std::string shown = describe(graph, plan.steps[i]);
		expect(step_direction == direction, "a plan goes one way", shown);
		if (direction == Direction::upgrade) {
			const auto in = [&](Node below) { return applied.contains(below); };
			expect(graph.missing_reference(n) == nullptr, "a step up has all that it rests on", shown);
			expect(
				std::ranges::all_of(graph.parents(n), in) && std::ranges::all_of(graph.dependencies(n), in),
				"a step up comes after what it rests on", shown);
			expect(applied.insert(n), "a step up is not applied yet", shown);
		} else {
			expect(is_tip(graph, applied, n), "a step down leaves nothing resting on it", shown);
			expect(applied.erase(n), "a step down is applied", shown);
		}
		expect(rows_after(graph, plan, i + 1) == tips_of(graph, applied), "the rows after a step are tips",
			shown);
	}
	expect(plan.rows_after == tips_of(graph, applied), "the rows after a plan are those that its steps leave",
		describe_rows(graph, plan.rows_after));
}

void fuzz_upgrade(const RevisionGraph &graph, const Names &rows, const Target &target) {
	const auto plan = result_of([&] { return plan_upgrade(graph, rows, target); });
	if (!plan)
		return;
	expect_steps(graph, *plan, Direction::upgrade);
	const NodeSet applied = graph.closure(plan->rows_after);
	for (Node goal : locate(graph, rows, target))
		expect(applied.contains(goal), "an upgrade comes to its target", target.text);
	if (!target.is_relative())
		expect(plan_upgrade(graph, ids_of(graph, plan->rows_after), target).steps.empty(),
			"an upgrade to where it has been leaves nothing to do", target.text);
}

void fuzz_downgrade(const RevisionGraph &graph, const Names &rows, const Target &target) {
	const auto plan = result_of([&] { return plan_downgrade(graph, rows, target); });
	if (!plan)
		return;
	expect_steps(graph, *plan, Direction::downgrade);
	if (!target.is_relative())
		expect(plan_downgrade(graph, ids_of(graph, plan->rows_after), target).steps.empty(),
			"a downgrade to where it has been leaves nothing to do", target.text);
}

void fuzz_stamp(const RevisionGraph &graph, const Names &rows, std::span<const Target> targets) {
	for (bool purge : {false, true}) {
		const auto plan = result_of([&] { return plan_stamp(graph, rows, targets, purge); });
		if (!plan)
			continue;
		expect(plan->steps.empty(), "a stamp has no steps");
		expect(plan->rows_after == tips_of(graph, graph.closure(plan->rows_after)),
			"the rows after a stamp are tips", describe_rows(graph, plan->rows_after));
	}
}

void fuzz_history(const RevisionGraph &graph, const Names &rows, const Range &range, std::string_view text) {
	auto nodes = result_of([&] { return history(graph, rows, range); });
	if (!nodes)
		return;
	NodeSet older(graph.size());
	std::ranges::reverse(*nodes);
	for (Node n : *nodes) {
		const auto in = [&](Node above) { return older.contains(above); };
		expect(std::ranges::none_of(graph.children(n), in) && std::ranges::none_of(graph.dependents(n), in),
			"a history has the newest first", text);
		expect(older.insert(n), "a history has a revision once", text);
	}
}

void fuzz_scripts(const RevisionGraph &graph, const Names &rows, std::string_view text) {
	if (const auto up = result_of([&] { return plan_upgrade_script(graph, rows, text); })) {
		expect_steps(graph, up->plan, Direction::upgrade);
		expect(up->start == ids_of(graph, up->plan.rows_before), "a script starts where its plan does", text);
	}
	if (const auto down = result_of([&] { return plan_downgrade_script(graph, rows, text); })) {
		expect_steps(graph, down->plan, Direction::downgrade);
		expect(down->start == ids_of(graph, down->plan.rows_before), "a script starts where its plan does",
			text);
	}
	Names lines;
	for (std::string_view line : text::split(text, '\n'))
		lines.emplace_back(line);
	for (bool purge : {false, true})
		if (const auto stamp = result_of([&] { return plan_stamp_script(graph, rows, lines, purge); }))
			expect(stamp->plan.steps.empty(), "a stamp has no steps", text);
}

// The first line is the revision to move, the second where to.
void fuzz_rebase(const RevisionGraph &graph, std::string_view text) {
	const std::vector<std::string_view> lines = text::split(text, '\n');
	const auto onto = lines.size() > 1 ? std::optional<std::string>(lines[1]) : std::nullopt;
	const auto rebase = result_of([&] { return plan_rebase(graph, lines[0], onto); });
	if (!rebase)
		return;
	const RevisionGraph after = rebased(graph, *rebase);
	expect(after.size() == graph.size(), "a rebase leaves every revision", text);
	for (Node n = 0; n < graph.size(); ++n)
		expect(n == rebase->moved || after[n].revises == graph[n].revises, "a rebase moves one revision",
			after[n].id);
	const std::vector<Node> moved{rebase->moved};
	expect(after.ancestors(moved).contains(rebase->onto), "a rebase comes onto its target", text);
	const auto again = plan_rebase(after, graph[rebase->moved].id, graph[rebase->onto].id);
	expect(!again.changes && again.moved == rebase->moved, "a rebase done again has nothing to do", text);
}

// The target as its parts say it.
std::string written(const Target &target) {
	using Symbol = Target::Symbol;
	constexpr std::array<std::pair<Symbol, std::string_view>, 4> kWords{{{Symbol::head, "head"},
		{Symbol::heads, "heads"}, {Symbol::base, "base"}, {Symbol::current, "current"}}};
	std::string out = target.branch.empty() ? "" : target.branch + "@";
	if (target.symbol == Symbol::name)
		out += target.name;
	for (const auto &[symbol, word] : kWords)
		if (target.symbol == symbol)
			out += word;
	return out + (target.steps ? fmt::format("{:+}", *target.steps) : "");
}

void expect_same(const Target &a, const Target &b) {
	expect(a.branch == b.branch && a.symbol == b.symbol && a.name == b.name && a.steps == b.steps,
		"a target written from its parts means the same", a.text);
}

std::optional<Target> fuzz_parse(std::string_view text) {
	const auto target = result_of([&] { return parse_target(text); });
	if (!target)
		return {};
	expect(target->text == text, "a target keeps what was typed", target->text);
	expect((target->symbol == Target::Symbol::name) != target->name.empty(), "a name is there when it is one",
		text);
	expect(target->symbol != Target::Symbol::none || target->steps, "a target is a symbol or steps", text);
	expect(!target->steps || *target->steps != 0, "steps lead somewhere", text);
	expect(!is_range(text), "a target is no range", text);
	expect_same(*target, parse_target(written(*target)));
	return target;
}

void fuzz_target(std::string_view text) {
	static const std::array<Case, 4> cases{forked(), line(), with_gaps(), empty()};
	const auto target = fuzz_parse(text);
	const auto range = result_of([&] { return parse_target_or_range(text); });
	expect(
		!target || (range && !range->from && range->to), "what is a target is a range without a start", text);
	std::vector<Target> targets;
	for (std::string_view line : text::split(text, '\n'))
		if (const auto one = fuzz_parse(line))
			targets.push_back(*one);
	if (!target && !range && targets.empty()) // the same error everywhere
		return fuzz_scripts(cases[0].graph, {}, text);
	for (const Case &one : cases) {
		fuzz_rebase(one.graph, text);
		if (target)
			result_of([&] {
				const auto branch = branch_of(one.graph, *target);
				return resolve_symbol(one.graph, *target, branch ? &*branch : nullptr);
			});
		for (const Names &rows : one.states) {
			if (target) {
				fuzz_upgrade(one.graph, rows, *target);
				fuzz_downgrade(one.graph, rows, *target);
			}
			fuzz_stamp(one.graph, rows, targets);
			if (range)
				fuzz_history(one.graph, rows, *range, text);
			fuzz_scripts(one.graph, rows, text);
		}
	}
}

} // namespace

} // namespace pgmigrate::core::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
	constexpr std::size_t kLongest = 256; // long texts take long, and show nothing that these do not
	if (size > kLongest)
		return 0;
	pgmigrate::core::fuzz::fuzz_target({reinterpret_cast<const char *>(data), size});
	return 0;
}
