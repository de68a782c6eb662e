#include "client/new_revision.hpp"

#include <random>

#include "client/failure.hpp"
#include "client/text_file.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

std::string random_id() {
	std::random_device random;
	std::string id;
	for (int i = 0; i < 12; ++i)
		id += "0123456789abcdef"[random() % 16];
	return id;
}

// The names of options that are repeated or lists with commas.
std::vector<std::string> names(const std::vector<std::string> &given) {
	std::vector<std::string> out;
	for (const std::string &list : given)
		for (std::string_view name : core::text::split(list, ','))
			out.emplace_back(name);
	return out;
}

std::string new_id(const Options &options, const Workspace &workspace) {
	if (!options.rev_id.empty())
		return options.rev_id;
	if (workspace.config.revision_ids == RevisionIds::random)
		return random_id();
	return core::next_revision_id(workspace.directory()->ids(), options.message);
}

} // namespace

void check_message(const std::string &message) {
	if (message.empty())
		throw Failure(
			ExitCode::usage, "the message is empty", {}, "Say in a few words what the revision does.");
	if (first_not_utf8(message) != std::string::npos)
		throw Failure(ExitCode::usage, "the message is not UTF-8");
}

core::NewRevision wanted_revision(
	const Options &options, const Workspace &workspace, const std::vector<std::string> &revises) {
	return {.id = new_id(options, workspace),
		.message = options.message,
		.revises = names(revises),
		.splice = options.splice,
		.depends_on = names(options.depends_on),
		.branch_labels = names(options.branch_labels)};
}

} // namespace pgmigrate::client
