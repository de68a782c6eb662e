#include "core/target.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

constexpr std::string_view kGrammar =
	"A revision is named by its id, a unique prefix of it or a branch label, or as \"head\", \"heads\", "
	"\"base\", \"+N\" or \"-N\".";

[[noreturn]] void fail_illegal(std::string_view text, std::string detail) {
	throw Error(condition::illegal_target, fmt::format("\"{}\" is not a revision expression", text),
		std::move(detail), std::string(kGrammar));
}

// The number of "+N" or "-N". So large a one that no graph has it is cut, for the plan to refuse.
int parse_steps(std::string_view text) {
	constexpr int kFar = 1'000'000'000;
	const std::string_view digits = text.substr(1);
	if (digits.empty() || !std::ranges::all_of(digits, text::is_digit))
		fail_illegal(text, fmt::format("\"{}\" is followed by a number of steps.", text.front()));
	int steps = 0;
	for (char c : digits)
		steps = steps >= kFar / 10 ? kFar : steps * 10 + (c - '0');
	if (steps == 0)
		fail_illegal(text, "The number of steps is at least 1.");
	return text.front() == '-' ? -steps : steps;
}

// What is wrong with the text as a name; empty if nothing.
std::string name_fault(std::string_view text) {
	if (text.empty())
		return "It is empty.";
	if (text == "current")
		return "\"current\" is not a place to go to.";
	if (text.find('@') != std::string_view::npos)
		return "A branch before \"@\" is not supported.";
	if (text.find(':') != std::string_view::npos)
		return "A range is taken by history only.";
	if (text.find(',') != std::string_view::npos)
		return "It names one revision at a time.";
	if (text.find_first_of("+-") != std::string_view::npos)
		return "Steps from a named revision are not supported, and ids hold no \"+\" and \"-\".";
	const auto is_odd = [](char c) {
		return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) == 0x7f;
	};
	if (std::ranges::any_of(text, is_odd))
		return "It holds white space or control characters.";
	return {};
}

std::string count_of_revisions(const RevisionGraph &graph) {
	if (graph.size() == 0)
		return "There are no revisions.";
	if (graph.size() == 1)
		return "There is 1 revision.";
	return fmt::format("There are {} revisions.", graph.size());
}

[[noreturn]] void fail_unknown(const RevisionGraph &graph, std::string_view name) {
	constexpr std::array<std::string_view, 3> kWords{"head", "heads", "base"};
	std::string hint = "SELECT revision FROM pgmigrate.history(); lists the revisions.";
	const auto near = nearest_names(graph, name);
	if (std::ranges::find(kWords, text::lower(name)) != kWords.end()) {
		hint = fmt::format("Did you mean \"{}\"?", text::lower(name));
	} else if (!near.empty()) {
		hint = "Did you mean ";
		for (std::size_t i = 0; i < near.size(); ++i)
			hint += fmt::format("{}\"{}\"", i == 0 ? "" : i + 1 == near.size() ? " or " : ", ", near[i]);
		hint += '?';
	}
	throw Error(condition::unknown_revision,
		fmt::format("no revision, branch label or unique prefix \"{}\"", name), count_of_revisions(graph),
		std::move(hint));
}

} // namespace

Target parse_target(std::string_view text) {
	Target target;
	target.text = text;
	text = text::trim(text);
	if (text == "head") {
		target.symbol = Target::Symbol::head;
	} else if (text == "heads") {
		target.symbol = Target::Symbol::heads;
	} else if (text == "base") {
		target.symbol = Target::Symbol::base;
	} else if (text.starts_with('+') || text.starts_with('-')) {
		target.steps = parse_steps(text);
	} else {
		if (std::string fault = name_fault(text); !fault.empty())
			fail_illegal(text, std::move(fault));
		target.symbol = Target::Symbol::name;
		target.name = text;
	}
	return target;
}

Node resolve_name(const RevisionGraph &graph, std::string_view name) {
	if (const auto node = graph.find(name))
		return *node;
	if (const auto node = graph.find_label(name))
		return *node;
	std::vector<std::string> candidates; // no more than are listed
	std::size_t count = 0;
	Node found = 0;
	for (Node n = 0; n < graph.size() && !name.empty(); ++n) {
		if (!graph[n].id.starts_with(name))
			continue;
		if (count++ <= text::kMostNamesListed)
			candidates.push_back(graph[n].id);
		found = n;
	}
	if (count == 1)
		return found;
	if (count == 0)
		fail_unknown(graph, name);
	throw Error(condition::ambiguous_revision, fmt::format("prefix \"{}\" fits {} revisions", name, count),
		fmt::format("The candidates are {}.", text::quoted_list(candidates)), "Type more of the id.");
}

std::optional<Node> single_head(const RevisionGraph &graph) {
	const std::vector<Node> heads = graph.heads();
	if (heads.empty())
		return {};
	if (heads.size() == 1)
		return heads.front();
	std::vector<std::string> names;
	for (Node n : heads)
		names.push_back(graph[n].id);
	throw Error(condition::multiple_heads,
		fmt::format("there are {} heads, and \"head\" asks for the only one", heads.size()),
		fmt::format("The heads are {}.", text::quoted_list(names)),
		"Name one of them, use \"heads\" for all of them, or add a revision that merges them.");
}

std::vector<Node> resolve(const RevisionGraph &graph, const Target &target) {
	switch (target.symbol) {
	case Target::Symbol::base:
		return {};
	case Target::Symbol::head:
		if (const auto head = single_head(graph))
			return {*head};
		return {};
	case Target::Symbol::heads:
		return graph.real_heads();
	case Target::Symbol::name:
		return {resolve_name(graph, target.name)};
	case Target::Symbol::none:
		break;
	}
	throw Error(condition::illegal_target, fmt::format("\"{}\" does not name a revision here", target.text),
		"Steps count from the current state, which has no part in this.", "Name a revision.");
}

std::vector<std::string> nearest_names(const RevisionGraph &graph, std::string_view name, std::size_t most) {
	struct Near {
		std::size_t distance;
		std::string_view name;
	};
	std::vector<Near> near; // best first, of equals the first in load order
	if (most == 0)
		return {};
	std::size_t bound = text::typo_bound(name);
	const auto consider = [&](std::string_view candidate) {
		const std::size_t distance = text::edit_distance(name, candidate, bound);
		if (distance > bound)
			return;
		if (near.size() == most && distance >= near.back().distance)
			return;
		const auto place = std::ranges::upper_bound(near, distance, {}, &Near::distance);
		near.insert(place, {distance, candidate});
		if (near.size() > most)
			near.pop_back();
		if (near.size() == most)
			bound = near.back().distance; // what is farther than all of them need not be measured
	};
	for (const Revision &revision : graph.revisions()) {
		consider(revision.id);
		for (const std::string &label : revision.branch_labels)
			consider(label);
	}
	std::vector<std::string> out;
	for (const Near &n : near)
		out.emplace_back(n.name);
	return out;
}

} // namespace pgmigrate::core
