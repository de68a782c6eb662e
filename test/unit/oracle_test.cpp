// Every case of test/oracle/cases.jsonl, judged as its README says: a question to the planner, with the right answer.
#include <fstream>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "core/applied.hpp"
#include "core/history.hpp"
#include "core/new_revision.hpp"
#include "core/offline.hpp"
#include "core/plan.hpp"
#include "core/resolve.hpp"
#include "core/text.hpp"
#include "core/walk.hpp"
#include "helpers.hpp"

namespace pgmigrate::core {

namespace {

using Json = nlohmann::json;
using NameSet = std::set<std::string>;

// All cases; read once, for reading them takes longer than answering them.
const std::vector<Json> &cases() {
	static const std::vector<Json> all = [] {
		std::ifstream file(PGMIGRATE_TEST_DATA "/oracle/cases.jsonl");
		std::vector<Json> out;
		for (std::string line; std::getline(file, line);)
			out.push_back(Json::parse(line));
		return out;
	}();
	return all;
}

RevisionGraph graph_of(const Json &question) {
	std::vector<Revision> revisions;
	for (const Json &r : question.at("graph"))
		revisions.push_back(revision(r.at("id"), r.at("down"), r.at("depends_on"), r.at("labels")));
	return RevisionGraph(std::move(revisions));
}

Names words(const std::string &text) {
	Names out;
	for (std::string_view word : text::split(text, ' '))
		if (!word.empty())
			out.emplace_back(word);
	return out;
}

Json plan_answer(const RevisionGraph &graph, const Plan &plan) {
	Json steps = Json::array();
	for (const Step &step : plan.steps)
		steps.push_back({name(step.direction), graph[step.node].id});
	return {{"steps", steps}, {"heads_after", ids_of(graph, plan.rows_after)}};
}

Json new_revision_answer(const RevisionGraph &graph, const Json &question, Names revises) {
	const Json options = question.value("options", Json::object());
	NewRevision wanted{options.value("rev_id", "newrev000001"), "", std::move(revises),
		options.value("splice", false), options.value("depends_on", Names()), {}};
	if (options.contains("label"))
		wanted.branch_labels = {options.at("label")};
	const Revision made = place_revision(graph, wanted);
	std::vector<Revision> revisions(graph.revisions().begin(), graph.revisions().end());
	revisions.push_back(made);
	const RevisionGraph after(std::move(revisions));
	return {{"down", made.revises}, {"depends_on", made.depends_on}, {"labels", made.branch_labels},
		{"heads_after", ids_of(after, after.heads())}};
}

Json answer(const Json &question) {
	const RevisionGraph graph = graph_of(question);
	const Names rows = question.at("current");
	const std::string command = question.at("command"), target = question.at("target");
	const Json options = question.value("options", Json::object());
	const bool purge = options.value("purge", false);
	const auto revisions = [&](const std::vector<Node> &nodes) {
		return Json{{"revisions", ids_of(graph, nodes)}};
	};
	if (command == "upgrade")
		return plan_answer(graph, plan_upgrade(graph, rows, parse_target(target)));
	if (command == "downgrade")
		return plan_answer(graph, plan_downgrade(graph, rows, parse_target(target)));
	if (command == "stamp") {
		std::vector<Target> targets;
		for (const std::string &word : words(target))
			targets.push_back(parse_target(word));
		return plan_answer(graph, plan_stamp(graph, rows, targets, purge));
	}
	// Without a database nothing is known to be applied.
	if (command == "upgrade_sql")
		return plan_answer(graph, plan_upgrade_script(graph, {}, target).plan);
	if (command == "downgrade_sql")
		return plan_answer(graph, plan_downgrade_script(graph, {}, target).plan);
	if (command == "stamp_sql")
		return plan_answer(graph, plan_stamp_script(graph, {}, words(target), purge).plan);
	if (command == "history")
		return revisions(history(graph, rows, parse_range(target)));
	if (command == "show")
		return revisions(locate(graph, rows, parse_target(target)));
	if (command == "current") {
		if (options.value("check_heads", false))
			check_heads(graph, rows);
		return revisions(current(graph, rows));
	}
	if (command == "heads") {
		graph.check_complete();
		return revisions(options.value("resolve_dependencies", false) ? graph.real_heads() : graph.heads());
	}
	if (command == "branches") {
		Json branches = Json::object();
		for (Node n : graph.branch_points())
			branches[graph[n].id] = ids_of(graph, graph.children(n));
		return {{"branches", branches}};
	}
	if (command == "merge")
		return new_revision_answer(graph, question, words(target));
	if (command == "revision")
		return new_revision_answer(graph, question, {target});
	throw std::runtime_error("unknown command " + command);
}

std::string_view kind_of(std::string_view sqlstate) {
	for (const Condition &condition : kConditions)
		if (condition.sqlstate == sqlstate)
			// The cases make no difference between a name and the name of a branch.
			return condition.sqlstate == condition::unknown_branch.sqlstate ? condition::unknown_revision.name
																			: condition.name;
	return "?";
}

// Whether the ids stand in an order in which each comes before all that it rests on directly.
bool is_newest_first(const RevisionGraph &graph, const Names &order) {
	std::map<std::string, std::size_t> place;
	for (std::size_t i = 0; i < order.size(); ++i)
		place[order[i]] = i;
	for (std::size_t i = 0; i < order.size(); ++i) {
		const Node n = node(graph, order[i]);
		for (const std::span<const Node> below : {graph.parents(n), graph.dependencies(n)})
			for (Node b : below)
				if (const auto found = place.find(graph[b].id); found != place.end() && found->second < i)
					return false;
	}
	return true;
}

NameSet set_of(const Json &names) {
	return names.get<NameSet>();
}

void expect_steps(const RevisionGraph &graph, const Json &expected, const Json &found) {
	EXPECT_EQ(expected.size(), found.size());
	EXPECT_EQ(std::set<Json>(expected.begin(), expected.end()), std::set<Json>(found.begin(), found.end()));
	Names order;
	for (const Json &step : found)
		order.push_back(step.at(1));
	if (!found.empty() && found.at(0).at(0) == "upgrade")
		std::ranges::reverse(order);
	EXPECT_TRUE(is_newest_first(graph, order)) << found;
}

void judge(const Json &question) {
	const Json &expected = question.at("expect");
	Json found;
	std::string failure, text;
	try {
		found = answer(question);
	} catch (const Error &error) {
		expect_style(error);
		failure = kind_of(error.sqlstate);
		text = error.message;
	}
	if (expected.contains("error_kind")) {
		const std::string kind = expected.at("error_kind");
		EXPECT_NE(failure, "") << "succeeded with " << found << ", and should fail: " << kind;
		if (kind != "any") {
			EXPECT_EQ(failure, kind) << text;
		}
		return;
	}
	ASSERT_EQ(failure, "") << text << "\nexpected " << expected;
	const RevisionGraph graph = graph_of(question);
	for (const auto &[key, value] : expected.items()) {
		SCOPED_TRACE(key);
		ASSERT_TRUE(found.contains(key));
		if (key == "steps") {
			expect_steps(graph, value, found.at(key));
		} else if (key == "branches") {
			ASSERT_EQ(value.size(), found.at(key).size());
			for (const auto &[point, children] : value.items())
				EXPECT_EQ(set_of(children), set_of(found.at(key).at(point))) << point;
		} else {
			EXPECT_EQ(set_of(value), set_of(found.at(key)));
			EXPECT_EQ(value.size(), found.at(key).size());
		}
	}
	if (question.at("command") == "history") {
		EXPECT_TRUE(is_newest_first(graph, found.at("revisions"))) << found;
	}
}

class Oracle : public testing::TestWithParam<std::string> {};

TEST_P(Oracle, IsAnsweredAsItShouldBe) {
	std::size_t count = 0;
	for (const Json &question : cases()) {
		if (question.at("command") != GetParam())
			continue;
		++count;
		SCOPED_TRACE(fmt::format("{} ({}): {} {}", question.at("id").get<std::string>(),
			question.at("topic").get<std::string>(), GetParam(), question.at("target").get<std::string>()));
		judge(question);
	}
	EXPECT_GT(count, 10u);
}

INSTANTIATE_TEST_SUITE_P(Commands, Oracle,
	testing::Values("upgrade", "downgrade", "stamp", "upgrade_sql", "downgrade_sql", "stamp_sql", "history",
		"show", "current", "heads", "branches", "merge", "revision"),
	[](const auto &command) { return command.param; });

TEST(OracleFile, HoldsEveryCase) {
	EXPECT_EQ(cases().size(), 633u);
}

} // namespace

} // namespace pgmigrate::core
