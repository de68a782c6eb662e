#include "extension/make_revision.hpp"

#include "core/script_file.hpp"
#include "extension/migration_lock.hpp"
#include "extension/project_graph.hpp"
#include "extension/upload.hpp"

namespace pgmigrate {

namespace {

using Place = core::Revision (*)(const core::RevisionGraph &, const core::NewRevision &);

core::Revision placed(const Scope &scope, const RevisionRequest &request, Place place) {
	// Before looking for the head and the next number: two that are made at once must not both rest on the same head.
	lock_for_upload(scope.project);
	const ProjectGraph project = read_graph(scope, std::nullopt);
	std::vector<std::string> ids;
	for (const core::Revision &r : project.graph().revisions())
		ids.push_back(r.id);
	core::NewRevision wanted = request.wanted;
	wanted.id = request.id ? *request.id : core::next_revision_id(ids, wanted.message);
	return place(project.graph(), wanted);
}

std::string store_new(const Scope &scope, const core::NewScript &made) {
	return upload_new(scope, {core::write_script(made), core::file_name(made.revision)});
}

} // namespace

std::string make_revision(const Scope &scope, const RevisionRequest &request, core::NewScript sections) {
	sections.revision = placed(scope, request, core::place_revision);
	return store_new(scope, sections);
}

std::string make_merge(const Scope &scope, const RevisionRequest &request) {
	return store_new(scope, core::merge_script(placed(scope, request, core::place_merge)));
}

} // namespace pgmigrate
