#include "extension/shadow.hpp"

#include <fmt/format.h>

#include "core/script_file.hpp"
#include "core/text.hpp"
#include "extension/catalog_reader.hpp"
#include "extension/debug_point.hpp"
#include "extension/preconditions.hpp"
#include "extension/section_trees.hpp"
#include "extension/settings.hpp"
#include "extension/shadow_link.hpp"

#include "extension/pg/identifiers.hpp"
#include "extension/pg/shared_catalogs.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// As the server's have_createdb_privilege(), which not every minor version exports.
bool may_create_databases() {
	return pg_call([] {
		if (superuser())
			return true;
		HeapTuple role = SearchSysCache1(AUTHOID, ObjectIdGetDatum(GetUserId()));
		if (!HeapTupleIsValid(role))
			return false;
		bool may = reinterpret_cast<Form_pg_authid>(GETSTRUCT(role))->rolcreatedb;
		ReleaseSysCache(role);
		return may;
	});
}

void require_createdb() {
	if (may_create_databases())
		return;
	const std::string role = pg_call([] { return GetUserNameFromId(GetUserId(), false); });
	throw core::Error("42501", "permission denied to make a shadow database",
		fmt::format("Role \"{}\" may not create databases.", role),
		fmt::format("ALTER ROLE {} CREATEDB; or SET pgmigrate.shadow_database to one that was made by "
					"pgmigrate.create_shadow_database().",
			pg::quoted_identifier(role)));
}

std::string prepare_task(const std::vector<std::string> &not_these) {
	std::string task;
	pack_text(task, kTaskPrepare);
	pg::own_statements([&] {
		pg::query( // what others rest on first
			"WITH RECURSIVE depth AS (SELECT oid, 0 AS steps FROM pg_extension"
			" UNION ALL SELECT d.objid, depth.steps + 1 FROM depth JOIN pg_depend d ON d.refobjid = depth.oid"
			" AND d.refclassid = 'pg_extension'::regclass AND d.classid = 'pg_extension'::regclass)"
			"SELECT e.extname::text, e.extversion, n.nspname::text, EXISTS (SELECT FROM pg_depend d"
			"  WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')"
			" FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
			" WHERE e.extname NOT IN ('pgmigrate', 'plpgsql') AND e.extname::text <> ALL ($1)"
			" ORDER BY (SELECT max(steps) FROM depth WHERE depth.oid = e.oid), e.extname",
			{not_these},
			[&](const pg::Row &row) {
				for (int i = 0; i < 3; i++)
					pack_text(task, row.text(i));
				pack_text(task, row.truth(3) ? "t" : "f");
			},
			pg::SnapshotKind::caller);
	});
	return task;
}

void require_name(const std::string &name) {
	if (name.empty() || name.size() >= NAMEDATALEN)
		throw core::Error(core::sqlstate::invalid_parameter_value,
			name.empty() ? "the name of a shadow database must not be empty"
						 : "the name of a shadow database is too long",
			name.empty() ? "" : fmt::format("A name has at most {} bytes.", NAMEDATALEN - 1));
}

// A role that cannot be told is the caller's.
std::string owner_of_schema(const std::string &schema) {
	return pg_call([&] {
		Oid found = get_namespace_oid(schema.c_str(), true);
		Oid owner = GetUserId();
		if (OidIsValid(found)) {
			HeapTuple tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(found));
			if (HeapTupleIsValid(tuple)) {
				owner = reinterpret_cast<Form_pg_namespace>(GETSTRUCT(tuple))->nspowner;
				ReleaseSysCache(tuple);
			}
		}
		return GetUserNameFromId(owner, false);
	});
}

// What is applied already, or is to be downgraded only here, no plan shows the digest of.
void check_accepted_for_shadow(const PreparedStep &step) {
	try {
		check_accepted(step, step.script.revision.id);
	} catch (core::Error &error) {
		error.hint =
			fmt::format("Read it: SELECT pgmigrate.export({0}\x01); then vouch for it, too, by uploading "
						"what you read: SELECT * FROM pgmigrate.upload(script\x01).",
				core::text::sql_literal(step.script.revision.id));
		throw;
	}
}

void require_ready(const char *function) {
	require_outside_run(function);
	require_own_identity(function);
	require_writable(function);
}

} // namespace

Shadow::Shadow(const char *function, std::vector<std::string> not_these)
	: standing_(shadow_database_setting()), not_these_(std::move(not_these)) {
	require_ready(function);
	if (standing_.empty())
		require_createdb();
	else
		require_name(standing_);
	begin();
}

void Shadow::begin() {
	link_ = std::make_unique<ShadowLink>(ShadowTask::use, standing_);
	const std::string named = link_->keeper_answer();
	name_ = PackedTexts(named).next();
	debug_point("shadow_ready");
	const std::string answer = ask(prepare_task(not_these_));
	PackedTexts texts(answer);
	if (const std::string changed = texts.next(); !changed.empty())
		refuse_changed(changed);
	skipped_.clear();
	while (texts.has_more()) {
		std::string extension = texts.next();
		skipped_.push_back({std::move(extension), texts.next()});
	}
}

Shadow::~Shadow() = default;

void Shadow::warn_of_skipped_extensions() const {
	for (const SkippedExtension &skipped : skipped_)
		pg_call([&] {
			ereport(WARNING, (errmsg("extension \"%s\" is not in the shadow database", skipped.name.c_str()),
								 errdetail("%s", skipped.reason.c_str())));
		});
}

std::string Shadow::ask(const std::string &task) {
	ShadowLink::Answer answer = link_->ask(task);
	if (answer.failure)
		answer.failure->raise();
	return std::move(answer.texts);
}

std::optional<ShadowFailure> Shadow::try_task(const std::string &task) {
	return link_->ask(task).failure;
}

std::optional<ShadowFailure> Shadow::load(
	const std::string &sql, const std::string &file, Functions functions) {
	std::string task;
	pack_text(task, kTaskLoad);
	pack_text(task, functions == Functions::barred ? "t" : "f");
	pack_text(task, sql);
	pack_text(task, file);
	return try_task(task);
}

std::optional<ShadowFailure> Shadow::load_rows(const std::string &sql, Functions functions) {
	std::string task;
	pack_text(task, kTaskLoadRows);
	pack_text(task, functions == Functions::barred ? "t" : "f");
	pack_text(task, sql);
	return try_task(task);
}

void Shadow::make_target_schema(const Scope &scope) {
	if (scope.target_schema.empty())
		return;
	std::string task;
	pack_text(task, kTaskTargetSchema);
	pack_text(task, scope.target_schema);
	pack_text(task, owner_of_schema(scope.target_schema));
	(void)ask(task);
}

std::optional<ShadowFailure> Shadow::run(
	const PreparedStep &step, const Scope &scope, const Variables &variables) {
	check_accepted_for_shadow(step);
	std::string task;
	pack_text(task, kTaskRun);
	pack_text(task, core::name(step.step.direction));
	pack_text(task, step.script.text);
	pack_text(task, step.script.name);
	pack_text(task, scope.project);
	pack_text(task, scope.target_schema);
	for (const auto &[key, value] : variables) {
		pack_text(task, key);
		pack_text(task, value);
	}
	return try_task(task);
}

std::string Shadow::snapshot_text(const core::schema::SnapshotOptions &options) {
	std::string task;
	pack_text(task, kTaskSnapshot);
	pack_text(task, options.owners ? "t" : "f");
	pack_text(task, options.privileges ? "t" : "f");
	for (const std::string &schema : options.schemas)
		pack_text(task, schema);
	const std::string answer = ask(task);
	return PackedTexts(answer).next();
}

core::schema::Snapshot Shadow::snapshot(const core::schema::SnapshotOptions &options) {
	return core::schema::from_json(in_utf8(snapshot_text(options)));
}

void Shadow::refuse_changed(const std::string &changed) const {
	throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
		fmt::format("shadow database \"{}\" cannot be made as new", name_),
		fmt::format("What ran in it changed objects of the server or of extensions: {}.", changed),
		fmt::format(
			"SELECT pgmigrate.drop_shadow_database({}); and make it again.", core::text::sql_literal(name_)));
}

void Shadow::clear() {
	std::string task;
	pack_text(task, kTaskClear);
	const std::string answer = ask(task);
	const std::string changed = PackedTexts(answer).next();
	if (changed.empty())
		return;
	if (!standing_.empty())
		refuse_changed(changed);
	link_->finish();
	begin();
}

void Shadow::finish() {
	if (!standing_.empty())
		clear();
	link_->finish();
	link_.reset();
}

std::vector<std::string> extensions_made_by(std::string sql) {
	core::blank_restrict_lines(sql);
	std::vector<std::string> names;
	for (Node *statement : trees_of(sql))
		if (IsA(statement, CreateExtensionStmt))
			names.emplace_back(castNode(CreateExtensionStmt, statement)->extname);
	return names;
}

std::vector<std::string> drop_abandoned_shadow_databases() {
	require_ready("pgmigrate.drop_abandoned_shadows()");
	ShadowLink link(ShadowTask::drop_abandoned, {});
	const std::string answer = link.keeper_answer();
	std::vector<std::string> names;
	for (PackedTexts texts(answer); texts.has_more();)
		names.push_back(texts.next());
	link.finish();
	return names;
}

void create_shadow_database(const std::string &name) {
	require_ready("pgmigrate.create_shadow_database()");
	require_name(name);
	require_createdb();
	ShadowLink link(ShadowTask::create_standing, name);
	(void)link.keeper_answer();
	link.finish();
}

void drop_shadow_database(const std::string &name) {
	require_ready("pgmigrate.drop_shadow_database()");
	require_name(name);
	ShadowLink link(ShadowTask::drop_standing, name);
	(void)link.keeper_answer();
	link.finish();
}

} // namespace pgmigrate
