// The graph of revisions: validity, heads, closure and order. Every operation is linear in revisions and edges.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/revision.hpp"

namespace pgmigrate::core {

// A revision's number in a graph: its place in load order.
using Node = std::uint32_t;

// A set of nodes with O(1) insertion and test; sized to one graph.
class NodeSet {
public:
	explicit NodeSet(std::size_t graph_size = 0) : member_(graph_size, false) {}
	bool contains(Node n) const { return member_[n]; }
	bool insert(Node n) { // true if it was not in yet
		if (member_[n])
			return false;
		member_[n] = true;
		++count_;
		return true;
	}
	bool erase(Node n) { // true if it was in
		if (!member_[n])
			return false;
		member_[n] = false;
		--count_;
		return true;
	}
	std::size_t size() const { return count_; }
	bool empty() const { return count_ == 0; }
	std::vector<Node> nodes() const; // ascending

private:
	std::vector<bool> member_;
	std::size_t count_ = 0;
};

class RevisionGraph {
public:
	// Takes the revisions in load order. Throws duplicate_revision, duplicate_label, cycle, dependency_cycle,
	// illegal_revision_id. A parent or dependency that is not there is remembered, and is an error only to what needs it.
	explicit RevisionGraph(std::vector<Revision> revisions);
	RevisionGraph(RevisionGraph &&) noexcept = default;
	RevisionGraph &operator=(RevisionGraph &&) noexcept = default;

	std::size_t size() const { return revisions_.size(); }
	const Revision &operator[](Node n) const { return revisions_[n]; }
	std::span<const Revision> revisions() const { return revisions_; }

	// The node of an exact id.
	std::optional<Node> find(std::string_view id) const;
	// The node that declares an exact branch label.
	std::optional<Node> find_label(std::string_view label) const;

	std::span<const Node> parents(Node n) const;      // revises
	std::span<const Node> dependencies(Node n) const; // depends_on, labels resolved
	std::span<const Node> children(Node n) const;     // by revises
	std::span<const Node> dependents(Node n) const;   // by depends_on
	// The first name in revises or depends_on that the graph does not have; nullptr if complete.
	const std::string *missing_reference(Node n) const;
	// Throws missing_revision if any revision refers to one that is not there.
	void check_complete() const;

	// No child by revises ("versioned heads"), in load order.
	std::vector<Node> heads() const;
	// Neither a child nor a dependent, in load order: the heads that nothing rests on.
	std::vector<Node> real_heads() const;
	// Revised by several, in load order.
	std::vector<Node> branch_points() const;
	// No parents.
	std::vector<Node> bases() const;

	// The nodes and all they rest on, by revises and depends_on. Throws missing_revision, naming who needs it and where
	// it is looked for, if one of them refers to a revision that is not there.
	NodeSet closure(std::span<const Node> of) const;
	// The same, with what is not there passed over.
	NodeSet closure_of_what_is_there(std::span<const Node> of) const;
	// The nodes and all that they revise, directly or not; dependencies left aside.
	NodeSet ancestors(std::span<const Node> of) const;
	// The nodes and all that rests on them, by revises and depends_on.
	NodeSet dependents_closure(std::span<const Node> of) const;
	// The members of a closed set that no other member rests on, in load order: its version rows.
	std::vector<Node> tips(const NodeSet &closed) const;
	// The members, each after all that it rests on; along a line without a break where that is possible.
	std::vector<Node> order(const NodeSet &members) const;

private:
	struct Hash {
		using is_transparent = void;
		std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
	};
	using Index = std::unordered_map<std::string, Node, Hash, std::equal_to<>>;
	// Adjacency of one kind for all nodes, one allocation: node n's are targets[start[n]] to targets[start[n + 1]].
	struct Edges {
		std::vector<std::uint32_t> start;
		std::vector<Node> targets;
		std::span<const Node> of(Node n) const {
			return {targets.data() + start[n], targets.data() + start[n + 1]};
		}
	};
	void index_names();
	void link();
	void check_cycles() const;

	std::vector<Revision> revisions_;
	Index by_id_, by_label_;
	Edges parents_, dependencies_, children_, dependents_;
	std::unordered_map<Node, std::string> missing_;
};

} // namespace pgmigrate::core
