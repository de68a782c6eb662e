// The function of the watch's event triggers.
#include "extension/watch.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "core/conditions.hpp"
#include "extension/change_store.hpp"
#include "extension/ddl_objects.hpp"
#include "extension/ddl_text.hpp"
#include "extension/rewrite_limit.hpp"
#include "extension/running_step.hpp"
#include "extension/top_level.hpp"
#include "extension/trust.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/identifiers.hpp"
#include "extension/pg/spi.hpp"
#include "extension/pg/transaction_ends.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using pg::pg_call;

namespace {

// What a statement was, and what it dropped and rewrote, until its end tells the rest. Statements run within others, so
// there may be several; the tree tells which one it is.
struct Begun {
	Node *tree;
	Node *parsed; // the tree as the parser made it
	int level;    // of nested transactions, in which it runs
	std::vector<ChangedObject> objects;
};

// Leaked: a destructor would run at backend exit.
std::vector<Begun> &begun() {
	static auto *statements = new std::vector<Begun>;
	return *statements;
}

// Nobody comes to the end of a statement that failed, and its tree's address is soon another one's. What a statement calls
// while it runs may fail and be caught.
void forget_at_end(XactEvent event, void *) {
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		begun().clear();
}
void forget_at_rollback(SubXactEvent event, SubTransactionId, SubTransactionId, void *) {
	if (event == SUBXACT_EVENT_ABORT_SUB)
		std::erase_if(begun(), [](const Begun &b) { return b.level >= GetCurrentTransactionNestLevel(); });
}

Begun &find_begun(Node *tree, Node *parsed) {
	pg::follow_transactions<forget_at_end, forget_at_rollback>();
	auto found = std::ranges::find(begun(), tree, &Begun::tree);
	if (found == begun().end())
		found = begun().insert(found, {tree, parsed, GetCurrentTransactionNestLevel(), {}});
	return *found;
}

void add_begun(Node *tree, std::vector<ChangedObject> objects) {
	std::ranges::move(objects, std::back_inserter(find_begun(tree, tree).objects));
}

Begun take_begun(Node *tree) {
	const auto found = std::ranges::find(begun(), tree, &Begun::tree);
	if (found == begun().end())
		return {tree, tree, 0, {}};
	Begun statement = std::move(*found);
	begun().erase(found);
	return statement;
}

// Running a statement may change its tree, and its text could not be found by that any more. What a client sends is found
// without.
void keep_parsed(Node *tree) {
	if (is_of_portal(tree))
		return;
	static MemoryContext trees;
	const bool none_left = begun().empty();
	Node *parsed = pg_call([&] {
		if (trees == nullptr)
			trees = AllocSetContextCreate(TopMemoryContext, "pgmigrate definitions", ALLOCSET_SMALL_SIZES);
		else if (none_left)
			MemoryContextReset(trees);
		MemoryContext caller = MemoryContextSwitchTo(trees);
		auto *copy = static_cast<Node *>(copyObjectImpl(tree));
		MemoryContextSwitchTo(caller);
		return copy;
	});
	find_begun(tree, parsed);
}

bool holds(const std::vector<std::string> &all, std::string_view one) {
	return std::ranges::find(all, one) != all.end();
}

// Whether the identity is that of something in the schema, or of the schema.
bool stands_in(const std::string &schema, const std::string &type, const std::string &identity) {
	const std::string name = pg::quoted_identifier(schema);
	return type == "schema"
			   ? identity == name
			   : identity.starts_with(name + '.') || identity.find(" on " + name + '.') != identity.npos;
}

// What has left another schema, or its name, was there before.
bool is_ignored(const WatchSettings &settings, const ChangedObject &object) {
	const auto ignored = [&](const std::string &identity) {
		return std::ranges::any_of(settings.ignored_schemas,
			[&](const std::string &schema) { return stands_in(schema, object.type, identity); });
	};
	if (!object.previous.empty() && !ignored(object.previous))
		return false;
	return object.type == "schema" ? ignored(object.identity)
								   : holds(settings.ignored_schemas, object.schema);
}

// Whether the relation's schema is none of the watch's business; where there is no such relation, the statement will say
// so itself.
bool is_ignored(const WatchSettings &settings, RangeVar *relation) {
	const char *schema = pg_call([&]() -> const char * {
		Oid found = get_rel_namespace(RangeVarGetRelid(relation, NoLock, true));
		return OidIsValid(found) && !isTempNamespace(found) ? get_namespace_name(found) : nullptr;
	});
	return schema == nullptr || holds(settings.ignored_schemas, schema);
}

// What is done for its effect on rows or storage, and leaves definitions as they were.
bool defines_nothing(Node *tree) {
	return IsA(tree, RefreshMatViewStmt) || IsA(tree, ReindexStmt) || IsA(tree, ClusterStmt);
}

[[noreturn]] void refuse(const char *command, bool not_in_transaction = false) {
	throw core::Error(core::condition::manual_ddl,
		fmt::format("{} is refused: the schema is managed", command),
		"Its changes come from migrations, which pgmigrate runs.",
		not_in_transaction ? "Write a revision with \"-- migrate:up transaction:false\" and CALL "
							 "pgmigrate.upgrade_stepwise('head')."
						   : "Write a revision and run pgmigrate.upgrade(). In an emergency: BEGIN; SELECT "
							 "pgmigrate.allow_manual_ddl('why'); and then the statement.");
}

void warn(const char *command) {
	pg_call([&] {
		ereport(WARNING, (errmsg("%s changed a managed schema", command),
							 errdetail("It came from no migration, and is recorded as drift."),
							 errhint("SELECT * FROM pgmigrate.drift() shows it.")));
	});
}

// Somebody who may do anything took the tables away, or the rights on them. That is no reason why nobody could change
// anything any more.
void warn_of_nothing_recorded(const char *command) {
	pg_call([&] {
		ereport(WARNING,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE), errmsg("%s is not recorded", command),
				errdetail(
					"The tables of schema \"pgmigrate\" are not there, or their owner lacks rights on them."),
				errhint(
					"A superuser may mend that, or drop the event triggers \"%s\", \"%s\", \"%s\" and \"%s\".",
					kWatchTriggers[0][0], kWatchTriggers[1][0], kWatchTriggers[2][0], kWatchTriggers[3][0])));
	});
}

// Whether the statement is refused here if it changes anything that is managed.
bool is_refused(const WatchSettings &settings) {
	return settings.mode == "refuse" && !manual_ddl_reason();
}

bool is_of_ignored_role(const WatchSettings &settings, const Caller &caller) {
	return holds(settings.ignored_roles, caller.session_user) ||
		   holds(settings.ignored_roles, caller.current_user);
}

// What was rewritten is told again among what was altered.
void add_altered(std::vector<ChangedObject> &objects, std::vector<ChangedObject> altered) {
	std::unordered_map<std::string, ChangedObject *> rewritten;
	for (ChangedObject &object : objects)
		if (object.rewritten)
			rewritten.emplace(object.type + '\n' + object.identity, &object);
	for (ChangedObject &object : altered) {
		const auto same = rewritten.find(object.type + '\n' + object.identity);
		if (same == rewritten.end())
			continue;
		object.rewritten = true;
		object.bytes = same->second->bytes;
		object.rewrite_began = same->second->rewrite_began;
		same->second->identity.clear();
		rewritten.erase(same);
	}
	std::erase_if(objects, [](const ChangedObject &o) { return o.rewritten && o.identity.empty(); });
	std::ranges::move(altered, std::back_inserter(objects));
}

// Whether a new table becomes a part or child of one that is managed.
bool has_managed_parent(const WatchSettings &settings, Node *tree) {
	const auto *statement = IsA(tree, CreateStmt) ? castNode(CreateStmt, tree)
							: IsA(tree, CreateForeignTableStmt)
								? &castNode(CreateForeignTableStmt, tree)->base
								: nullptr;
	if (statement == nullptr)
		return false;
	ListCell *cell;
	foreach (cell, statement->inhRelations)
		if (!is_ignored(settings, lfirst_node(RangeVar, cell)))
			return true;
	return false;
}

// The schemas of search_path, with the caller's own by its name where it is there: who reads this later is somebody else.
std::string search_path_of(const Caller &caller) {
	std::string setting = pg_call([] { return namespace_search_path; });
	std::vector<std::string> names = pg::split_identifiers(setting, ',').value_or(std::vector<std::string>());
	const auto own = std::ranges::find(names, "$user");
	if (own == names.end() ||
		!OidIsValid(pg_call([&] { return get_namespace_oid(caller.current_user.c_str(), true); })))
		return setting;
	*own = caller.current_user;
	return pg::joined_identifiers(names, ", ");
}

void at_end(Node *tree, const char *command) {
	Begun statement = take_begun(tree);
	Node *parsed = statement.parsed;
	std::vector<ChangedObject> objects = std::move(statement.objects);
	if (defines_nothing(tree))
		return;
	std::optional<RunningStep> step = running_step(parsed);
	const Caller caller = Caller::now();
	const WatchSettings settings = pg::own_statements([] { return watch_settings(); });
	if (settings.mode == "off")
		return;
	const bool may_be_ignored = !step && !has_managed_parent(settings, tree);
	pg::own_statements([&] {
		add_altered(objects, altered_objects(caller));
		if (may_be_ignored)
			std::erase_if(objects, [&](const ChangedObject &o) { return is_ignored(settings, o); });
	});
	if (objects.empty())
		return;
	if (!step) {
		if (is_of_ignored_role(settings, caller))
			return;
		if (is_refused(settings))
			refuse(command);
	}
	DdlText text = ddl_text(tree, parsed);
	std::string search_path = search_path_of(caller);
	const bool is_drift = !step;
	pg::own_statements([&] {
		store::write_change({std::move(step), caller, command, std::move(text), std::move(search_path),
			is_drift ? manual_ddl_reason() : std::nullopt, std::move(objects)});
	});
	if (is_drift && settings.mode == "warn")
		warn(command);
}

bool may_change_nothing(const AlterTableStmt &statement) {
	ListCell *cell;
	foreach (cell, statement.cmds)
		if (lfirst_node(AlterTableCmd, cell)->missing_ok)
			return true;
	return statement.missing_ok;
}

// The relation of a statement that takes long, or commits before its end; or nothing.
RangeVar *changed_relation(Node *tree) {
	if (IsA(tree, IndexStmt) && !castNode(IndexStmt, tree)->if_not_exists)
		return castNode(IndexStmt, tree)->relation;
	if (IsA(tree, AlterTableStmt) && !may_change_nothing(*castNode(AlterTableStmt, tree)))
		return castNode(AlterTableStmt, tree)->relation;
	if (IsA(tree, DropStmt) && castNode(DropStmt, tree)->concurrent)
		return pg_call(
			[&] { return makeRangeVarFromNameList(linitial_node(List, castNode(DropStmt, tree)->objects)); });
	return nullptr;
}

// Whether it would fill a table in a schema that is managed.
bool fills_managed(const WatchSettings &settings, Node *tree) {
	if (!IsA(tree, CreateTableAsStmt) || castNode(CreateTableAsStmt, tree)->if_not_exists)
		return false;
	const RangeVar *made = castNode(CreateTableAsStmt, tree)->into->rel;
	const char *schema = pg_call([&]() -> const char * {
		const Oid found = RangeVarGetCreationNamespace(made);
		return isTempNamespace(found) ? nullptr : get_namespace_name(found);
	});
	return schema != nullptr && !holds(settings.ignored_schemas, schema);
}

// Refuses what an error at its end could not take back, for it commits before, or asks another server; and what would work
// for long, or lock out others, for nothing.
void at_start(Node *tree, const char *command) {
	keep_parsed(tree);
	RangeVar *relation = changed_relation(tree);
	const bool is_remote =
		IsA(tree, CreateSubscriptionStmt) || IsA(tree, AlterSubscriptionStmt) ||
		(IsA(tree, DropSubscriptionStmt) && !castNode(DropSubscriptionStmt, tree)->missing_ok);
	if ((relation == nullptr && !is_remote && !IsA(tree, CreateTableAsStmt)) || running_step(tree))
		return;
	const Caller caller = Caller::now();
	const WatchSettings settings = pg::own_statements([] { return watch_settings(); });
	if (!is_refused(settings) || is_of_ignored_role(settings, caller))
		return;
	if (is_remote || (relation != nullptr && !is_ignored(settings, relation)) ||
		fills_managed(settings, tree))
		refuse(command, must_be_top_level(tree) != nullptr);
}

void at_rewrite(Node *tree, const char *command) {
	const Caller caller = Caller::now();
	const std::optional<RunningStep> step = running_step(tree);
	Rewrite rewrite;
	WatchSettings settings;
	pg::own_statements([&] {
		rewrite = rewritten_table();
		settings = watch_settings();
	});
	if (rewrite.is_temporary)
		return;
	rewrite.table.command = command;
	// an error now spares the rewriting
	if (step && !step->allows_rewrite)
		check_rewrite_limit(command, rewrite);
	if (!step && is_refused(settings) && !is_ignored(settings, rewrite.table) &&
		!is_of_ignored_role(settings, caller))
		refuse(command);
	add_begun(tree, {std::move(rewrite.table)});
}

} // namespace

PGMIGRATE_FUNCTION(pgmigrate_watch) {
	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		throw core::Error("39P03", "pgmigrate.watch() is called by event triggers only", {},
			"SELECT pgmigrate.watch_start() makes them.");
	auto *data = reinterpret_cast<EventTriggerData *>(fcinfo->context);
	if (creating_extension) // the extension itself is told at the end of its statement
		return static_cast<Datum>(0);
	const std::string_view event = data->event;
	const char *command = pg_call([&] { return GetCommandTagName(data->tag); });
	if (!store::takes_changes()) {
		if (event == "ddl_command_end")
			warn_of_nothing_recorded(command);
		return static_cast<Datum>(0);
	}
	if (event == "ddl_command_start")
		at_start(data->parsetree, command);
	else if (event == "sql_drop")
		add_begun(data->parsetree, pg::own_statements([] { return dropped_objects(); }));
	else if (event == "table_rewrite")
		at_rewrite(data->parsetree, command);
	else if (event == "ddl_command_end")
		at_end(data->parsetree, command);
	return static_cast<Datum>(0);
}
