// SQL entry points that take scripts in and give them out: unpack, call, pack.
#include <fmt/format.h>

#include "extension/inspection.hpp"
#include "extension/make_revision.hpp"
#include "extension/preconditions.hpp"
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
	return text_result(make_revision(
		Scope::from(args.text(5)), {args.required_text(0, "message"), args.required_text(1, "up"),
									   args.text(2), args.text(3), args.text(4)}));
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
