#include "core/revision_graph.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

// A list of edges per node on its way into one allocation.
class EdgeBuilder {
public:
	explicit EdgeBuilder(std::size_t nodes) : count_(nodes + 1, 0) {}
	void add(Node from, Node to) {
		pairs_.emplace_back(from, to);
		++count_[from + 1];
	}
	// Targets keep the order in which they were added.
	void finish(std::vector<std::uint32_t> &start, std::vector<Node> &targets) && {
		for (std::size_t i = 1; i < count_.size(); ++i)
			count_[i] += count_[i - 1];
		start = count_;
		targets.resize(pairs_.size());
		for (const auto &[from, to] : pairs_)
			targets[count_[from]++] = to;
	}

private:
	std::vector<std::uint32_t> count_;
	std::vector<std::pair<Node, Node>> pairs_;
};

// Edges of one kind, both ways. Names may repeat in a list; an edge is there once.
struct Relation {
	static constexpr Node kNobody = ~Node{0};
	explicit Relation(std::size_t nodes) : down(nodes), up(nodes), last_from(nodes, kNobody) {}
	void add(Node from, Node to) {
		if (last_from[to] == from)
			return;
		last_from[to] = from;
		down.add(from, to);
		up.add(to, from);
	}
	EdgeBuilder down, up;
	std::vector<Node> last_from;
};

// The nodes of a cycle along the edges that `edge(node, i)` gives (nothing behind the last), each after the
// one it rests on and from the first in load order; empty if there is none.
template <typename EdgeAt>
std::vector<Node> find_cycle(std::size_t size, EdgeAt edge) {
	enum class State : std::uint8_t { unseen, on_path, done };
	std::vector<State> state(size, State::unseen);
	std::vector<std::pair<Node, std::size_t>> path; // node, number of its next edge
	for (Node root = 0; root < size; ++root) {
		if (state[root] != State::unseen)
			continue;
		path.emplace_back(root, 0);
		state[root] = State::on_path;
		while (!path.empty()) {
			auto &[node, next_edge] = path.back();
			const std::optional<Node> next = edge(node, next_edge++);
			if (!next) {
				state[node] = State::done;
				path.pop_back();
			} else if (state[*next] == State::unseen) {
				state[*next] = State::on_path;
				path.emplace_back(*next, 0);
			} else if (state[*next] == State::on_path) {
				std::vector<Node> cycle;
				while (path.back().first != *next) {
					cycle.push_back(path.back().first);
					path.pop_back();
				}
				cycle.push_back(*next);
				std::rotate(cycle.begin(), std::ranges::min_element(cycle), cycle.end());
				return cycle;
			}
		}
	}
	return {};
}

[[noreturn]] void fail_cycle(
	const Condition &condition, const std::vector<Revision> &revisions, const std::vector<Node> &cycle) {
	std::vector<std::string> names;
	for (std::size_t i = 0; i < std::min(cycle.size(), text::kMostNamesListed + 1); ++i)
		names.push_back(revisions[cycle[i]].id);
	const bool by_revises = condition.sqlstate == condition::cycle.sqlstate;
	const std::string_view lines = by_revises ? "\"-- revises:\"" : "\"-- revises:\" and \"-- depends_on:\"";
	std::string message =
		cycle.size() == 1
			? fmt::format("revision \"{}\" {} itself", names[0], by_revises ? "revises" : "depends on")
			: fmt::format("{} form a cycle: {}", by_revises ? "revisions" : "dependencies of revisions",
				  text::quoted_list(names));
	throw Error(condition, std::move(message),
		cycle.size() == 1 ? "" : "Each of them rests on the one before it, and the first on the last.",
		fmt::format("Correct the {} {} of {}.", lines, by_revises ? "line" : "lines",
			cycle.size() == 1 ? "this revision" : "one of them"))
		.at({{}, names[0], 0, 0});
}

} // namespace

std::vector<Node> NodeSet::nodes() const {
	std::vector<Node> out;
	out.reserve(count_);
	for (Node n = 0; n < member_.size(); ++n)
		if (member_[n])
			out.push_back(n);
	return out;
}

RevisionGraph::RevisionGraph(std::vector<Revision> revisions) : revisions_(std::move(revisions)) {
	index_names();
	link();
	check_cycles();
}

// Ids and labels, each once and legal.
void RevisionGraph::index_names() {
	by_id_.reserve(revisions_.size());
	for (Node n = 0; n < revisions_.size(); ++n) {
		const std::string &id = revisions_[n].id;
		check_revision_id(id);
		if (!by_id_.emplace(id, n).second)
			throw Error(condition::duplicate_revision, fmt::format("revision \"{}\" is given twice", id), {},
				"Give one of the two another id: \"-- revision: other_id\".")
				.at({{}, id, 0, 0});
	}
	for (Node n = 0; n < revisions_.size(); ++n) {
		for (const std::string &label : revisions_[n].branch_labels) {
			check_revision_id(label, "branch label");
			const Location where{{}, revisions_[n].id, 0, 0};
			if (by_id_.contains(label))
				throw Error(condition::duplicate_label,
					fmt::format("branch label \"{}\" is also a revision id", label),
					fmt::format("Revision \"{}\" declares it.", revisions_[n].id),
					"Choose another label: \"-- branch_labels: other_label\".")
					.at(where);
			const auto [known, is_new] = by_label_.emplace(label, n);
			if (!is_new && known->second != n)
				throw Error(condition::duplicate_label,
					fmt::format("branch label \"{}\" is declared twice", label),
					fmt::format("Revisions \"{}\" and \"{}\" declare it.", revisions_[known->second].id,
						revisions_[n].id),
					"Take the line \"-- branch_labels:\" out of one of them.")
					.at(where);
		}
	}
}

// Names to nodes, in both directions; names that are not there are remembered.
void RevisionGraph::link() {
	Relation revises(size()), depends_on(size());
	const auto link_one = [&](Relation &relation, Node n, const std::string &name,
							  std::optional<Node> target) {
		if (target)
			relation.add(n, *target);
		else
			missing_.emplace(n, name); // keeps the first
	};
	for (Node n = 0; n < revisions_.size(); ++n) {
		for (const std::string &name : revisions_[n].revises)
			link_one(revises, n, name, find(name));
		for (const std::string &name : revisions_[n].depends_on) {
			const std::optional<Node> id = find(name);
			link_one(depends_on, n, name, id ? id : find_label(name));
		}
	}
	std::move(revises.down).finish(parents_.start, parents_.targets);
	std::move(revises.up).finish(children_.start, children_.targets);
	std::move(depends_on.down).finish(dependencies_.start, dependencies_.targets);
	std::move(depends_on.up).finish(dependents_.start, dependents_.targets);
}

void RevisionGraph::check_cycles() const {
	const auto by_revises = [&](Node n, std::size_t i) -> std::optional<Node> {
		if (i < parents(n).size())
			return parents(n)[i];
		return {};
	};
	const auto by_both = [&](Node n, std::size_t i) -> std::optional<Node> {
		const std::size_t in_parents = parents(n).size();
		if (i < in_parents)
			return parents(n)[i];
		if (i - in_parents < dependencies(n).size())
			return dependencies(n)[i - in_parents];
		return {};
	};
	if (const auto cycle = find_cycle(size(), by_revises); !cycle.empty())
		fail_cycle(condition::cycle, revisions_, cycle);
	if (const auto cycle = find_cycle(size(), by_both); !cycle.empty())
		fail_cycle(condition::dependency_cycle, revisions_, cycle);
}

std::optional<Node> RevisionGraph::find(std::string_view id) const {
	const auto found = by_id_.find(id);
	return found == by_id_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Node> RevisionGraph::find_label(std::string_view label) const {
	const auto found = by_label_.find(label);
	return found == by_label_.end() ? std::nullopt : std::optional(found->second);
}

std::span<const Node> RevisionGraph::parents(Node n) const {
	return parents_.of(n);
}

std::span<const Node> RevisionGraph::dependencies(Node n) const {
	return dependencies_.of(n);
}

std::span<const Node> RevisionGraph::children(Node n) const {
	return children_.of(n);
}

std::span<const Node> RevisionGraph::dependents(Node n) const {
	return dependents_.of(n);
}

const std::string *RevisionGraph::missing_reference(Node n) const {
	const auto found = missing_.find(n);
	return found == missing_.end() ? nullptr : &found->second;
}

std::vector<Node> RevisionGraph::heads() const {
	std::vector<Node> out;
	for (Node n = 0; n < size(); ++n)
		if (children(n).empty())
			out.push_back(n);
	return out;
}

std::vector<Node> RevisionGraph::real_heads() const {
	std::vector<Node> out;
	for (Node n = 0; n < size(); ++n)
		if (children(n).empty() && dependents(n).empty())
			out.push_back(n);
	return out;
}

std::vector<Node> RevisionGraph::branch_points() const {
	std::vector<Node> out;
	for (Node n = 0; n < size(); ++n)
		if (children(n).size() > 1)
			out.push_back(n);
	return out;
}

std::vector<Node> RevisionGraph::bases() const {
	std::vector<Node> out;
	for (Node n = 0; n < size(); ++n)
		if (revisions_[n].revises.empty())
			out.push_back(n);
	return out;
}

[[noreturn]] static void fail_missing(const Revision &revision, const std::string &missing) {
	const bool revises = std::ranges::find(revision.revises, missing) != revision.revises.end();
	const std::string_view key = revises ? "revises" : "depends_on";
	throw Error(condition::missing_revision,
		fmt::format("revision \"{}\" rests on \"{}\", which is not there", revision.id, missing),
		fmt::format("Its line \"-- {}:\" names it; {} has that name.", key,
			revises ? "no revision" : "no revision and no branch label"),
		fmt::format(
			"Add the file of \"{}\", or correct the line \"-- {}:\" of \"{}\".", missing, key, revision.id))
		.at({{}, revision.id, 0, 0});
}

void RevisionGraph::check_complete() const {
	Node first = static_cast<Node>(size());
	for (const auto &[n, name] : missing_)
		first = std::min(first, n);
	if (first < size())
		fail_missing(revisions_[first], missing_.at(first));
}

// The nodes and what is reached from them; `visit_next(node, visit)` visits what comes next after a node.
template <typename VisitNext>
static NodeSet reach(std::size_t size, std::span<const Node> of, VisitNext visit_next) {
	NodeSet out(size);
	std::vector<Node> open;
	const auto visit = [&](std::span<const Node> nodes) {
		for (Node n : nodes)
			if (out.insert(n))
				open.push_back(n);
	};
	visit(of);
	while (!open.empty()) {
		const Node n = open.back();
		open.pop_back();
		visit_next(n, visit);
	}
	return out;
}

NodeSet RevisionGraph::closure(std::span<const Node> of) const {
	return reach(size(), of, [&](Node n, const auto &visit) {
		if (const std::string *missing = missing_reference(n))
			fail_missing(revisions_[n], *missing);
		visit(parents(n));
		visit(dependencies(n));
	});
}

NodeSet RevisionGraph::closure_of_what_is_there(std::span<const Node> of) const {
	return reach(size(), of, [&](Node n, const auto &visit) {
		visit(parents(n));
		visit(dependencies(n));
	});
}

NodeSet RevisionGraph::ancestors(std::span<const Node> of) const {
	return reach(size(), of, [&](Node n, const auto &visit) { visit(parents(n)); });
}

NodeSet RevisionGraph::dependents_closure(std::span<const Node> of) const {
	return reach(size(), of, [&](Node n, const auto &visit) {
		visit(children(n));
		visit(dependents(n));
	});
}

std::vector<Node> RevisionGraph::tips(const NodeSet &closed) const {
	const auto is_member = [&](Node n) { return closed.contains(n); };
	std::vector<Node> out;
	for (Node n : closed.nodes())
		if (std::ranges::none_of(children(n), is_member) && std::ranges::none_of(dependents(n), is_member))
			out.push_back(n);
	return out;
}

std::vector<Node> RevisionGraph::order(const NodeSet &members) const {
	const auto is_member = [&](Node n) { return members.contains(n); };
	std::vector<std::uint32_t> waits_for(size(), 0);
	std::vector<Node> ready; // a stack: the last pushed is next, so that a line goes on before another begins
	const std::vector<Node> nodes = members.nodes();
	for (auto n = nodes.rbegin(); n != nodes.rend(); ++n) {
		const auto edges = std::ranges::count_if(parents(*n), is_member) +
						   std::ranges::count_if(dependencies(*n), is_member);
		waits_for[*n] = static_cast<std::uint32_t>(edges);
		if (edges == 0)
			ready.push_back(*n);
	}
	std::vector<Node> out;
	out.reserve(nodes.size());
	const auto release = [&](std::span<const Node> above) {
		for (auto n = above.rbegin(); n != above.rend(); ++n)
			if (is_member(*n) && --waits_for[*n] == 0)
				ready.push_back(*n);
	};
	while (!ready.empty()) {
		const Node n = ready.back();
		ready.pop_back();
		out.push_back(n);
		release(dependents(n)); // below the children, which carry on the line
		release(children(n));
	}
	return out;
}

} // namespace pgmigrate::core
