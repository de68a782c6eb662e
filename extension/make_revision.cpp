#include "extension/make_revision.hpp"

#include "core/script_file.hpp"
#include "core/target.hpp"
#include "core/text.hpp"
#include "extension/migration_lock.hpp"
#include "extension/project_graph.hpp"
#include "extension/upload.hpp"

namespace pgmigrate {

namespace {

// The ids of the revisions that a list of targets names, or of the head.
std::vector<std::string> parents(
	const core::RevisionGraph &graph, const std::optional<std::string> &targets) {
	std::vector<std::string> ids;
	if (!targets) {
		if (auto head = core::single_head(graph))
			ids.push_back(graph[*head].id);
	} else if (!core::text::trim(*targets).empty()) {
		for (std::string_view target : core::text::split(*targets, ','))
			for (core::Node n : core::resolve(graph, core::parse_target(target)))
				ids.push_back(graph[n].id);
	}
	return ids;
}

} // namespace

std::string make_revision(const Scope &scope, const RevisionRequest &request) {
	// Before looking for the head and the next number: two that are made at once must not both rest on the same head.
	lock_for_upload(scope.project);
	core::RevisionGraph graph = read_graph(scope, std::nullopt).graph;
	core::NewScript made;
	made.revision.message = request.message;
	made.revision.revises = parents(graph, request.revises);
	std::vector<std::string> ids;
	for (const core::Revision &r : graph.revisions())
		ids.push_back(r.id);
	made.revision.id = request.id ? *request.id : core::next_revision_id(ids, request.message);
	made.upgrade = request.upgrade;
	made.has_downgrade = request.downgrade.has_value();
	made.downgrade = request.downgrade.value_or("");
	core::check_revision_id(made.revision.id);
	return upload_new(scope, {core::write_script(made), core::file_name(made.revision)});
}

} // namespace pgmigrate
