// The function of the watch's event triggers.
#include "extension/watch.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/conditions.hpp"
#include "extension/change_store.hpp"
#include "extension/ddl_objects.hpp"
#include "extension/ddl_text.hpp"
#include "extension/rewrite_limit.hpp"
#include "extension/running_step.hpp"
#include "extension/trust.hpp"

#include "extension/pg/compat.hpp"
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

// Running them changes the trees of these statements, and their text could not be found by them any more. What a client
// sends is found without.
void keep_parsed(Node *tree) {
	if (!(IsA(tree, CreateStmt) || IsA(tree, CreateForeignTableStmt) || IsA(tree, IndexStmt) ||
			IsA(tree, CreateSchemaStmt) || IsA(tree, CreateDomainStmt) || IsA(tree, CreateStatsStmt)) ||
		is_of_portal(tree))
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

// A schema's identity is its name in quotes where it needs some.
bool is_ignored(const WatchSettings &settings, const ChangedObject &object) {
	if (object.type != "schema")
		return holds(settings.ignored_schemas, object.schema);
	return std::ranges::any_of(settings.ignored_schemas, [&](const std::string &name) {
		return object.identity == pg_call([&] { return quote_identifier(name.c_str()); });
	});
}

// What is done for its effect on rows or storage, and leaves definitions as they were.
bool defines_nothing(Node *tree) {
	return IsA(tree, RefreshMatViewStmt) || IsA(tree, ReindexStmt) || IsA(tree, ClusterStmt);
}

[[noreturn]] void refuse(const char *command) {
	throw core::Error(core::condition::manual_ddl,
		fmt::format("{} is refused: the schema is managed", command),
		"Its changes come from migrations, which pgmigrate runs.",
		"Write a revision and run pgmigrate.upgrade(). In an emergency: BEGIN; SELECT "
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

void at_end(Node *tree, const char *command) {
	auto [_, parsed, level, objects] = take_begun(tree);
	if (defines_nothing(tree))
		return;
	std::optional<RunningStep> step = running_step(parsed);
	const Caller caller = Caller::now();
	WatchSettings settings;
	pg::own_statements([&] {
		settings = watch_settings();
		if (settings.mode == "off")
			return;
		for (ChangedObject &object : altered_objects(caller)) {
			const auto same = std::ranges::find_if(objects, [&](const ChangedObject &o) {
				return o.type == object.type && o.identity == object.identity && o.rewritten;
			});
			if (same != objects.end()) {
				object.rewritten = true;
				object.bytes = same->bytes;
				object.rewrite_began = same->rewrite_began;
				objects.erase(same);
			}
			objects.push_back(std::move(object));
		}
		if (!step)
			std::erase_if(objects, [&](const ChangedObject &o) { return is_ignored(settings, o); });
	});
	if (settings.mode == "off" || objects.empty())
		return;
	if (!step) {
		if (is_of_ignored_role(settings, caller))
			return;
		if (is_refused(settings))
			refuse(command);
	}
	DdlText text = ddl_text(tree, parsed);
	std::string search_path = pg_call([] { return namespace_search_path; });
	const bool is_drift = !step;
	pg::own_statements([&] {
		store::write_change({std::move(step), caller, command, std::move(text), std::move(search_path),
			is_drift ? manual_ddl_reason() : std::nullopt, std::move(objects)});
	});
	if (is_drift && settings.mode == "warn")
		warn(command);
}

// The relation of a statement that takes long, or commits before its end; or nothing.
RangeVar *changed_relation(Node *tree) {
	if (IsA(tree, IndexStmt))
		return castNode(IndexStmt, tree)->relation;
	if (IsA(tree, AlterTableStmt))
		return castNode(AlterTableStmt, tree)->relation;
	if (IsA(tree, DropStmt) && castNode(DropStmt, tree)->concurrent)
		return pg_call(
			[&] { return makeRangeVarFromNameList(linitial_node(List, castNode(DropStmt, tree)->objects)); });
	return nullptr;
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

// Refuses what an error at its end could not take back, for it commits before, or asks another server; and what would work
// for long, or lock out others, for nothing.
void at_start(Node *tree, const char *command) {
	keep_parsed(tree);
	RangeVar *relation = changed_relation(tree);
	const bool is_remote = IsA(tree, CreateSubscriptionStmt) || IsA(tree, AlterSubscriptionStmt) ||
						   IsA(tree, DropSubscriptionStmt);
	if ((relation == nullptr && !is_remote) || running_step(tree))
		return;
	const Caller caller = Caller::now();
	const WatchSettings settings = pg::own_statements([] { return watch_settings(); });
	if (is_refused(settings) && (is_remote || !is_ignored(settings, relation)) &&
		!is_of_ignored_role(settings, caller))
		refuse(command);
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
	else
		at_end(data->parsetree, command);
	return static_cast<Datum>(0);
}
