// Random walks of commands over random graphs, each step compared with a naive model. A walk is its seed: to repeat one,
// set PGMIGRATE_SEED to it; a range ("1000-9999") makes as many walks.
#include <cstdlib>
#include <map>

#include "core/new_revision.hpp"
#include "core/offline.hpp"
#include "commands.hpp"
#include "model.hpp"
#include "random_graph.hpp"

namespace pgmigrate::core {

namespace {

constexpr std::size_t kLargestGraph = 60, kCommandsOfAWalk = 30, kStepsBetweenFullWays = 10;

NameSet names(const RevisionGraph &graph, std::span<const Node> nodes) {
	NameSet out;
	for (Node n : nodes)
		out.insert(graph[n].id);
	return out;
}

NameSet minus(const NameSet &a, const NameSet &b) {
	NameSet out;
	std::ranges::set_difference(a, b, std::inserter(out, out.end()));
	return out;
}

NameSet both(const NameSet &a, const NameSet &b) {
	NameSet out;
	std::ranges::set_intersection(a, b, std::inserter(out, out.end()));
	return out;
}

NameSet with(NameSet a, const NameSet &b) {
	a.insert(b.begin(), b.end());
	return a;
}

// How often something came about: commands that changed something, refusals by SQLSTATE.
using Counts = std::map<std::string, std::size_t>;

class Walk {
public:
	Walk(std::uint64_t seed, Counts &counts)
		: chance_(seed), revisions_(random_graph(chance_, 1 + chance_.below(kLargestGraph))),
		  graph_(revisions_), model_(revisions_), counts_(counts) {}

	void run() {
		for (std::size_t i = 0; i < kCommandsOfAWalk && !testing::Test::HasFailure(); ++i) {
			const std::size_t which = chance_.below(100);
			if (which < 35)
				upgrade(target());
			else if (which < 60)
				downgrade(target());
			else if (which < 80)
				stamp();
			else if (which < 88)
				write_script();
			else if (which < 95)
				list(target() + ":" + target());
			else
				add_revision();
			there_is_always_a_way(i % kStepsBetweenFullWays == 0);
		}
	}

private:
	std::string target() { return random_target(chance_, revisions_); }
	Names row_names() const { return Names(rows_.begin(), rows_.end()); }

	// What the function gives; nothing if it refuses, in which case it must do so properly.
	template <typename Function>
	auto attempt(Function function) -> std::optional<decltype(function())> {
		try {
			return function();
		} catch (const Error &error) {
			++counts_[error.sqlstate];
			expect_style(error);
			EXPECT_NE(std::ranges::find(kConditions, error.sqlstate, &Condition::sqlstate), kConditions.end())
				<< error.sqlstate << ": " << error.message;
			return {};
		}
	}

	std::string state() const { return fmt::format("rows {{{}}}", fmt::join(rows_, " ")); }

	// The steps one by one on the set of what is applied; that, after them.
	NameSet follow(const Plan &plan, NameSet applied, Direction direction) {
		EXPECT_EQ(names(graph_, plan.rows_before), model_.tips(applied));
		for (std::size_t i = 0; i < plan.steps.size(); ++i) {
			const std::string &id = graph_[plan.steps[i].node].id;
			EXPECT_EQ(plan.steps[i].direction, direction);
			if (direction == Direction::upgrade) {
				EXPECT_TRUE(model_.can_upgrade(id, applied)) << id;
				applied.insert(id);
			} else {
				EXPECT_TRUE(model_.can_downgrade(id, applied)) << id;
				applied.erase(id);
			}
			EXPECT_EQ(names(graph_, rows_after(graph_, plan, i + 1)), model_.tips(applied)) << "after " << id;
		}
		EXPECT_EQ(names(graph_, plan.rows_after), model_.tips(applied));
		EXPECT_EQ(names(graph_, plan.rows_after).size(), plan.rows_after.size());
		return applied;
	}

	// The revision that a target names; "" for base, nothing if it names none or several, or counts from what is applied.
	std::optional<std::string> plain_goal(const Target &target) {
		if (target.is_relative())
			return {};
		const std::vector<Node> goals = locate(graph_, {}, target);
		if (goals.size() > 1)
			return {};
		return goals.empty() ? std::string() : graph_[goals.front()].id;
	}

	void upgrade(const std::string &text) {
		SCOPED_TRACE(fmt::format("upgrade \"{}\", {}", text, state()));
		const auto plan = attempt([&] { return plan_upgrade(graph_, row_names(), parse_target(text)); });
		if (!plan)
			return;
		const NameSet before = model_.closure(rows_);
		const NameSet after = follow(*plan, before, Direction::upgrade);
		// Just what the target rests on, not less and not more.
		const NameSet goals = names(graph_, locate(graph_, row_names(), parse_target(text)));
		EXPECT_EQ(after, with(before, model_.closure(goals)));
		counts_["upgrade"] += after != before;
		rows_ = model_.tips(after);
	}

	void downgrade(const std::string &text) {
		SCOPED_TRACE(fmt::format("downgrade \"{}\", {}", text, state()));
		const auto plan = attempt([&] { return plan_downgrade(graph_, row_names(), parse_target(text)); });
		if (!plan)
			return;
		const NameSet before = model_.closure(rows_);
		const NameSet after = follow(*plan, before, Direction::downgrade);
		const Target target = parse_target(text);
		if (const auto goal = plain_goal(target); goal && !(graph_.size() == 0)) {
			const NameSet all = both(before, model_.dependents(model_.directly_above(*goal)));
			const NameSet gone = minus(before, after);
			if (target.branch.empty()) {
				EXPECT_EQ(gone, all);
			} else {
				EXPECT_TRUE(std::ranges::includes(all, gone)); // perhaps one side of a fork only
			}
			EXPECT_TRUE(goal->empty() || after.contains(*goal));
		}
		counts_["downgrade"] += after != before;
		rows_ = model_.tips(after);
	}

	// One target is the bookkeeping of the upgrade to it, or else of the downgrade.
	void compare_stamp_with_run(const std::string &text, const NameSet &after) {
		const Target target = parse_target(text);
		const auto up = attempt([&] { return plan_upgrade(graph_, row_names(), target); });
		const auto down = attempt([&] { return plan_downgrade(graph_, row_names(), target); });
		if (up && !up->steps.empty()) {
			EXPECT_EQ(after, names(graph_, up->rows_after));
		} else if (down) {
			EXPECT_EQ(after, names(graph_, down->rows_after));
		}
	}

	void stamp() {
		Names texts{target()};
		while (chance_.percent(30))
			texts.push_back(target());
		const bool purge = chance_.percent(15), lost = purge && chance_.percent(50);
		SCOPED_TRACE(
			fmt::format("stamp \"{}\"{}, {}", fmt::join(texts, "\" \""), purge ? " purge" : "", state()));
		Names rows = row_names();
		if (lost)
			rows.push_back("lost");
		const auto plan = attempt([&] {
			std::vector<Target> targets;
			for (const std::string &text : texts)
				targets.push_back(parse_target(text));
			return plan_stamp(graph_, rows, targets, purge);
		});
		if (!plan)
			return;
		EXPECT_TRUE(plan->steps.empty());
		const NameSet after = names(graph_, plan->rows_after);
		EXPECT_EQ(after, model_.tips(model_.closure(after)));
		if (texts.size() == 1 && !purge)
			compare_stamp_with_run(texts.front(), after);
		counts_["stamp"] += after != rows_;
		rows_ = after;
	}

	// Writes a script, which changes nothing; its plan must hold from the start that it names.
	void write_script() {
		const bool up = chance_.percent(50);
		const std::string text = chance_.percent(80) ? target() + ":" + target() : target();
		SCOPED_TRACE(fmt::format("script for {} \"{}\", {}", up ? "upgrade" : "downgrade", text, state()));
		const auto offline = attempt([&] {
			return up ? plan_upgrade_script(graph_, row_names(), text)
					  : plan_downgrade_script(graph_, row_names(), text);
		});
		if (!offline)
			return;
		const NameSet start(offline->start.begin(), offline->start.end());
		EXPECT_EQ(start, model_.tips(model_.closure(start)));
		counts_["script"] += !offline->plan.steps.empty();
		follow(offline->plan, model_.closure(start), up ? Direction::upgrade : Direction::downgrade);
	}

	void list(const std::string &text) {
		SCOPED_TRACE(fmt::format("history \"{}\", {}", text, state()));
		const auto nodes = attempt([&] { return history(graph_, row_names(), parse_range(text)); });
		if (!nodes)
			return;
		counts_["history"] += !nodes->empty();
		NameSet seen;
		for (Node n : *nodes) {
			EXPECT_TRUE(seen.insert(graph_[n].id).second) << graph_[n].id << " is there twice";
			EXPECT_TRUE(both(seen, model_.closure({graph_[n].id})) == NameSet{graph_[n].id})
				<< graph_[n].id << " comes after what it rests on";
		}
	}

	// A new revision, often a merge. The graph with it must be one.
	void add_revision() {
		NewRevision wanted;
		wanted.id = fmt::format("new{}", revisions_.size());
		wanted.splice = chance_.percent(50);
		wanted.revises = {chance_.percent(40) ? "heads" : target()};
		while (chance_.percent(50))
			wanted.revises.push_back(target());
		while (chance_.percent(30))
			wanted.depends_on.push_back(random_name(chance_, revisions_));
		if (chance_.percent(30))
			wanted.branch_labels.push_back(
				chance_.percent(80) ? "label" + wanted.id : random_name(chance_, revisions_));
		SCOPED_TRACE(
			fmt::format("revision that revises \"{}\", {}", fmt::join(wanted.revises, "\" \""), state()));
		const auto made = attempt([&] { return place_revision(graph_, wanted); });
		if (!made)
			return;
		++counts_["revision"];
		revisions_.push_back(*made);
		graph_ = RevisionGraph(revisions_);
		model_ = Model(revisions_);
	}

	// Wherever the walk is, everything can be applied from there, and everything taken back. Following that step by step
	// takes longer than all else, and is not done each time.
	void there_is_always_a_way(bool follow_it) {
		SCOPED_TRACE(state());
		const NameSet applied = model_.closure(rows_);
		EXPECT_EQ(rows_, model_.tips(applied));
		EXPECT_EQ(names(graph_, applied_set_without_overlap(graph_, row_names()).nodes()), applied);
		const Plan all = plan_upgrade(graph_, row_names(), parse_target("heads"));
		EXPECT_EQ(all.steps.size(), graph_.size() - applied.size());
		EXPECT_EQ(names(graph_, all.rows_after), model_.heads());
		const Plan none = plan_downgrade(graph_, row_names(), parse_target("base"));
		EXPECT_EQ(none.steps.size(), applied.size());
		EXPECT_TRUE(none.rows_after.empty());
		if (follow_it) {
			follow(all, applied, Direction::upgrade);
			follow(none, applied, Direction::downgrade);
		}
	}

	Chance chance_;
	std::vector<Revision> revisions_;
	RevisionGraph graph_;
	Model model_;
	NameSet rows_;
	Counts &counts_;
};

// The seeds of the environment, or those of every run.
std::pair<std::uint64_t, std::uint64_t> seeds() {
	const char *text = std::getenv("PGMIGRATE_SEED");
	if (text == nullptr)
		return {1, 100};
	char *end = nullptr;
	const std::uint64_t first = std::strtoull(text, &end, 10);
	return {first, *end == '-' ? std::strtoull(end + 1, nullptr, 10) : first};
}

} // namespace

TEST(RandomWalk, LeavesRowsThatAreTheTipsOfWhatIsAppliedAndAlwaysAWayOn) {
	const auto [first, last] = seeds();
	Counts counts;
	for (std::uint64_t seed = first; seed <= last && !HasFailure(); ++seed) {
		SCOPED_TRACE(fmt::format("PGMIGRATE_SEED={}", seed));
		Walk(seed, counts).run();
	}
	if (std::getenv("PGMIGRATE_SEED") != nullptr)
		return;
	// Walks that met nothing but refusals, or few kinds of them, would say little.
	for (std::string_view command : {"upgrade", "downgrade", "stamp", "script", "history", "revision"})
		EXPECT_GT(counts[std::string(command)], last / 4) << command;
	for (const Condition &condition : {condition::unknown_revision, condition::ambiguous_revision,
			 condition::not_on_branch, condition::unknown_branch, condition::multiple_heads,
			 condition::relative_out_of_range, condition::ambiguous_relative, condition::not_reachable,
			 condition::illegal_target, condition::overlapping_revisions, condition::not_a_head,
			 condition::duplicate_revision_argument, condition::duplicate_label})
		EXPECT_GT(counts[std::string(condition.sqlstate)], 0u) << condition.name;
}

} // namespace pgmigrate::core
