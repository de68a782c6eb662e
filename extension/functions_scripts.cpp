// SQL entry points that take scripts in and give them out: unpack, call, pack.
#include <fmt/format.h>

#include "core/text.hpp"

#include "extension/inspection.hpp"
#include "extension/make_revision.hpp"
#include "extension/preconditions.hpp"
#include "extension/rebase.hpp"
#include "extension/remove.hpp"
#include "extension/upload.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using pg::Arguments;

namespace {

Datum upload_rows(FunctionCallInfo fcinfo, const Scope &scope, const std::vector<UploadText> &texts) {
	require_outside_run("pgmigrate.upload()");
	require_writable("pgmigrate.upload()");
	std::vector<UploadOutcome> outcomes = upload(scope, texts);
	pg::ResultRows rows(fcinfo);
	for (const UploadOutcome &o : outcomes)
		rows.add({o.revision, o.outcome});
	return static_cast<Datum>(0);
}

// The names of a list separated by commas, as a header line has it; `otherwise` if the argument is null.
std::vector<std::string> names(
	const Arguments &args, int i, const char *argument, std::vector<std::string> otherwise = {}) {
	const std::optional<std::string> text = args.text(i);
	if (!text)
		return otherwise;
	std::vector<std::string> parts;
	if (core::text::trim(*text).empty())
		return parts;
	for (std::string_view part : core::text::split(*text, ',')) {
		if (part.empty())
			throw core::Error(core::sqlstate::invalid_parameter_value,
				fmt::format("\"{}\" has an empty name in its list", argument), {},
				fmt::format("Separate names by one comma each: {} => 'a, b'.", argument));
		parts.emplace_back(part);
	}
	return parts;
}

// Both forms of merge differ in how the revisions are given only.
Datum merge_result(const Arguments &args, std::vector<std::string> revisions) {
	require_outside_run("pgmigrate.merge()");
	require_writable("pgmigrate.merge()");
	RevisionRequest request;
	request.wanted.message = args.required_text(0, "message");
	request.wanted.revises = std::move(revisions);
	request.wanted.branch_labels = names(args, 2, "branch_label");
	request.id = args.text(3);
	request.wanted.splice = args.boolean(4);
	request.wanted.depends_on = names(args, 5, "depends_on");
	return text_result(make_merge(Scope::from(args.text(6)), request));
}

} // namespace

PGMIGRATE_FUNCTION(pgmigrate_upload) {
	Arguments args(fcinfo);
	return upload_rows(
		fcinfo, Scope::from(args.text(2)), {{args.required_text(0, "script"), args.text(1).value_or("")}});
}

PGMIGRATE_FUNCTION(pgmigrate_upload_array) {
	Arguments args(fcinfo);
	auto scripts = args.text_array(0, "scripts");
	auto names = args.text_array(1, "names");
	if (!scripts)
		throw core::Error("22004", "\"scripts\" must not be null");
	if (names && names->size() != scripts->size())
		throw core::Error(core::sqlstate::invalid_parameter_value,
			fmt::format(
				"number of names ({}) does not match number of scripts ({})", names->size(), scripts->size()),
			{}, "Give one name for each script, in the same order.");
	std::vector<UploadText> texts;
	texts.reserve(scripts->size());
	for (std::size_t i = 0; i < scripts->size(); i++)
		texts.push_back({std::move((*scripts)[i]), names ? (*names)[i] : std::string()});
	return upload_rows(fcinfo, Scope::from(args.text(2)), texts);
}

PGMIGRATE_FUNCTION(pgmigrate_amend) {
	Arguments args(fcinfo);
	require_outside_run("pgmigrate.amend()");
	require_writable("pgmigrate.amend()");
	return text_result(
		amend(Scope::from(args.text(2)), {args.required_text(0, "script"), args.text(1).value_or("")}));
}

PGMIGRATE_FUNCTION(pgmigrate_remove) {
	Arguments args(fcinfo);
	require_outside_run("pgmigrate.remove()");
	require_writable("pgmigrate.remove()");
	return text_result(remove_revision(Scope::from(args.text(1)), args.required_text(0, "revision")));
}

PGMIGRATE_FUNCTION(pgmigrate_revision) {
	Arguments args(fcinfo);
	require_outside_run("pgmigrate.revision()");
	require_writable("pgmigrate.revision()");
	RevisionRequest request;
	request.wanted.message = args.required_text(0, "message");
	core::NewScript sections;
	sections.upgrade = args.required_text(1, "up");
	const std::optional<std::string> downgrade = args.text(2);
	sections.has_downgrade = downgrade.has_value();
	sections.downgrade = downgrade.value_or("");
	request.id = args.text(3);
	request.wanted.revises = names(args, 4, "revises", {"head"});
	request.wanted.splice = args.boolean(5);
	request.wanted.branch_labels = names(args, 6, "branch_label");
	request.wanted.depends_on = names(args, 7, "depends_on");
	return text_result(make_revision(Scope::from(args.text(8)), request, std::move(sections)));
}

PGMIGRATE_FUNCTION(pgmigrate_merge) {
	Arguments args(fcinfo);
	return merge_result(args, names(args, 1, "revisions", {"heads"}));
}

PGMIGRATE_FUNCTION(pgmigrate_merge_array) {
	Arguments args(fcinfo);
	auto revisions = args.text_array(1, "revisions");
	if (!revisions)
		throw core::Error("22004", "\"revisions\" must not be null");
	return merge_result(args, std::move(*revisions));
}

PGMIGRATE_FUNCTION(pgmigrate_rebase) {
	Arguments args(fcinfo);
	require_outside_run("pgmigrate.rebase()");
	require_writable("pgmigrate.rebase()");
	return text_result(
		rebase_revision(Scope::from(args.text(2)), args.required_text(0, "revision"), args.text(1)));
}

PGMIGRATE_FUNCTION(pgmigrate_export) {
	Arguments args(fcinfo);
	std::vector<RevisionDetails> found = show(Scope::from(args.text(1)), args.required_text(0, "revision"));
	if (found.size() != 1)
		throw core::Error(core::condition::illegal_target,
			fmt::format("one revision is wanted, and \"{}\" names {}", *args.text(0), found.size()));
	return text_result(found.front().script);
}

PGMIGRATE_FUNCTION(pgmigrate_manifest) {
	Arguments args(fcinfo);
	std::vector<ManifestEntry> entries = manifest(Scope::from(args.text(0)));
	pg::ResultRows rows(fcinfo);
	for (const ManifestEntry &e : entries)
		rows.add({e.revision, e.checksum, e.name, e.applied, e.accepted});
	return static_cast<Datum>(0);
}
