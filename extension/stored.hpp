// What a project holds, as upload and remove need it: graph, version rows of every target schema, what is applied.
#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/revision_graph.hpp"
#include "extension/store.hpp"

namespace pgmigrate {

// What a project holds when scripts come in or go.
struct Stored {
	std::shared_ptr<const core::RevisionGraph> shared;
	std::vector<store::SchemaVersion> versions;
	std::unordered_map<std::string, store::StoredScript> scripts; // of the ids that were asked for
	core::NodeSet applied;

	const core::RevisionGraph &graph() const { return *shared; }
	bool is_applied(const std::string &id) const {
		auto node = graph().find(id);
		return node && applied.contains(*node);
	}
};

// Reads it, with the scripts of those ids that are stored.
Stored read_stored(const std::string &project, const std::vector<std::string> &ids);

// The ids of a graph's heads, as the project's row keeps them.
std::vector<std::string> head_ids(const core::RevisionGraph &graph);

} // namespace pgmigrate
