// The watch over what runs in a shadow: hooks of the server, set in the runner's process alone.
#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "extension/places.hpp"
#include "extension/world_outside.hpp"
#include "extension/world_relations.hpp"

#include "extension/pg/guard.hpp"
#include "extension/pg/hooks.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

const ExecutionPlace *place_now = nullptr;
ProcessUtility_hook_type next_utility = nullptr;
planner_hook_type next_planner = nullptr;
get_relation_info_hook_type next_relation = nullptr;
object_access_hook_type next_access = nullptr;
needs_fmgr_hook_type next_look_up = nullptr;
fmgr_hook_type next_call = nullptr;

// Functions of the server by the name of their C code, which whoever gives them another name in SQL cannot change.
constexpr std::array kFunctions = std::to_array<std::string_view>({
	// other processes, the server itself
	"pg_cancel_backend",
	"pg_terminate_backend",
	"pg_reload_conf",
	"pg_rotate_logfile",
	"pg_rotate_logfile_v2",
	"pg_log_backend_memory_contexts",
	"pg_promote",
	"pg_wal_replay_pause",
	"pg_wal_replay_resume",
	"pg_switch_wal",
	"pg_create_restore_point",
	"pg_backup_start",
	"pg_backup_stop",
	"pg_stat_reset_shared",
	"pg_stat_reset_slru",
	"pg_stat_reset_replication_slot",
	"pg_stat_reset_subscription_stats",
	"pg_stat_reset_backend_stats",
	// files
	"be_lo_import",
	"be_lo_import_with_oid",
	"be_lo_export",
	"pg_read_file_all",
	"pg_read_file_all_missing",
	"pg_read_file_off_len",
	"pg_read_file_off_len_missing",
	"pg_read_file",
	"pg_read_file_v2",
	"pg_read_binary_file",
	"pg_read_binary_file_all",
	"pg_read_binary_file_all_missing",
	"pg_read_binary_file_off_len",
	"pg_read_binary_file_off_len_missing",
	"pg_stat_file",
	"pg_stat_file_1arg",
	"pg_ls_dir",
	"pg_ls_dir_1arg",
	"pg_ls_logdir",
	"pg_ls_waldir",
	"pg_ls_archive_statusdir",
	"pg_ls_tmpdir_noargs",
	"pg_ls_tmpdir_1arg",
	"pg_ls_logicalsnapdir",
	"pg_ls_logicalmapdir",
	"pg_ls_replslotdir",
	"pg_ls_summariesdir",
	"pg_hba_file_rules",
	"pg_ident_file_mappings",
	"show_all_file_settings",
	// replication
	"pg_create_physical_replication_slot",
	"pg_create_logical_replication_slot",
	"pg_copy_physical_replication_slot_a",
	"pg_copy_physical_replication_slot_b",
	"pg_copy_logical_replication_slot_a",
	"pg_copy_logical_replication_slot_b",
	"pg_copy_logical_replication_slot_c",
	"pg_drop_replication_slot",
	"pg_replication_slot_advance",
	"pg_sync_replication_slots",
	"pg_logical_slot_get_changes",
	"pg_logical_slot_get_binary_changes",
	"pg_logical_slot_peek_changes",
	"pg_logical_slot_peek_binary_changes",
	"pg_replication_origin_create",
	"pg_replication_origin_drop",
	"pg_replication_origin_session_setup",
	"pg_replication_origin_session_reset",
	"pg_replication_origin_xact_setup",
	"pg_replication_origin_xact_reset",
	"pg_replication_origin_advance",
});

// Extensions whose functions in C reach other servers, files or processes.
constexpr std::array kExtensions = std::to_array<std::string_view>({"dblink", "postgres_fdw", "file_fdw",
	"adminpack", "pg_background", "pg_cron", "http", "pg_net", "plsh", "aws_s3", "aws_lambda", "aws_commons",
	"pg_task", "pg_prewarm", "pg_walinspect", "pg_surgery", "basebackup_to_shell", "system_stats"});

// What the process is about to do: `doing` "call", `what` "pg_reload_conf()".
[[noreturn]] void refuse(std::string_view doing, const std::string &what, const std::string &reach) {
	const ExecutionPlace &place = *place_now;
	std::string where = "What is running";
	if (place.ordinal > 0 && place.text != nullptr) {
		const int line = place.section_line + line_position(place.text, place.offset).line;
		where = fmt::format("Statement {}, at {},", place.ordinal,
			place.file != nullptr ? fmt::format("{}:{}", place.file, line) : fmt::format("line {}", line));
	}
	throw core::Error(core::condition::not_provable,
		fmt::format("cannot {} {} in a shadow database", doing, what),
		fmt::format("{} {}s {}, which acts on {}.", where, doing, what, reach));
}

// A hook is the server's to call: what C++ throws leaves it as an error of the server.
template <class F>
void checked(F &&f) {
	(void)pg::pg_boundary([&] {
		f();
		return static_cast<Datum>(0);
	});
}

void require_local(const OutsideRelation &found) {
	if (!OidIsValid(found.relation))
		return;
	const char *name = pg_call([&] { return get_rel_name(found.relation); });
	if (found.to_shared != nullptr)
		refuse(found.to_shared, fmt::format("shared catalog \"{}\"", name), "all databases");
	refuse("use", fmt::format("foreign table \"{}\"", name), "another server or on files");
}

std::string reach_of(const char *language) {
	return fmt::format("whatever language \"{}\" can reach", language);
}

// A DO block is no function, so that nobody tells of its call.
void require_trusted(DoStmt *block) {
	const char *language = pg_call([&]() -> const char * {
		const char *name = "plpgsql";
		ListCell *cell;
		foreach (cell, block->args)
			if (strcmp(lfirst_node(DefElem, cell)->defname, "language") == 0)
				name = strVal(lfirst_node(DefElem, cell)->arg);
		HeapTuple tuple = SearchSysCache1(LANGNAME, CStringGetDatum(name));
		if (!HeapTupleIsValid(tuple)) // the server will say so
			return nullptr;
		const bool trusted = reinterpret_cast<Form_pg_language>(GETSTRUCT(tuple))->lanpltrusted;
		ReleaseSysCache(tuple);
		return trusted ? nullptr : name;
	});
	if (language != nullptr)
		refuse("run", "DO", reach_of(language));
}

void on_utility(PlannedStmt *statement, const char *text, bool read_only, ProcessUtilityContext context,
	ParamListInfo parameters, QueryEnvironment *environment, DestReceiver *receiver,
	QueryCompletion *completion) {
	checked([&] {
		if (const char *what = world_outside(statement->utilityStmt))
			refuse("run",
				pg_call([&] { return GetCommandTagName(CreateCommandTag(statement->utilityStmt)); }), what);
		if (IsA(statement->utilityStmt, DoStmt))
			require_trusted(castNode(DoStmt, statement->utilityStmt));
		require_local(outside_relation_of(statement->utilityStmt));
	});
	(next_utility != nullptr ? next_utility : standard_ProcessUtility)(
		statement, text, read_only, context, parameters, environment, receiver, completion);
}

PlannedStmt *on_planning(Query *query, const char *text, int options, ParamListInfo parameters) {
	checked([&] { require_local(outside_relation_of(query)); });
	return (next_planner != nullptr ? next_planner : standard_planner)(
		query, text, options & ~CURSOR_OPT_PARALLEL_OK, parameters); // a parallel worker has no hooks of ours
}

// Before a relation is planned for: a function in SQL is put into the query by the planner, with all that it reads.
void on_relation(PlannerInfo *root, Oid relation, bool with_heirs, RelOptInfo *info) {
	if (next_relation != nullptr)
		next_relation(root, relation, with_heirs, info);
	info->rel_parallel_workers = 0; // an index is made with no plan
	checked([&] { require_local(outside_relation_of(planner_rt_fetch(info->relid, root))); });
}

// What a function is, as far as that matters here.
struct Routine {
	const char *name, *code, *language;
	bool of_server, trusted;
	const char *extension; // nullptr for none
};

Routine routine_of(Oid function) {
	return pg_call([&] {
		Routine routine{};
		HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
		if (!HeapTupleIsValid(tuple))
			return routine;
		auto *row = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple));
		routine.name = pstrdup(NameStr(row->proname));
		bool null;
		Datum code = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_prosrc, &null);
		routine.code = null ? "" : TextDatumGetCString(code);
		HeapTuple language = SearchSysCache1(LANGOID, ObjectIdGetDatum(row->prolang));
		if (HeapTupleIsValid(language)) {
			auto *found = reinterpret_cast<Form_pg_language>(GETSTRUCT(language));
			routine.language = pstrdup(NameStr(found->lanname));
			routine.trusted = found->lanpltrusted;
			ReleaseSysCache(language);
		}
		routine.of_server = row->prolang == INTERNALlanguageId;
		ReleaseSysCache(tuple);
		Oid extension = getExtensionOfObject(ProcedureRelationId, function);
		routine.extension = OidIsValid(extension) ? get_extension_name(extension) : nullptr;
		return routine;
	});
}

// Most calls are of the server's own functions, again and again: those that were found harmless are remembered.
// Of C functions, those of an extension's types and foreign data wrappers are called by the server; these stay inside.
void require_harmless(Oid function, bool by_server) {
	static auto *harmless = new std::vector<Oid>; // sorted; leaked: a destructor would run at exit
	auto at = std::ranges::lower_bound(*harmless, function);
	if (at != harmless->end() && *at == function)
		return;
	const Routine routine = routine_of(function);
	if (routine.name == nullptr)
		return;
	const std::string call = fmt::format("{}()", routine.name);
	if (routine.of_server) {
		if (std::ranges::find(kFunctions, std::string_view(routine.code)) != kFunctions.end())
			refuse("call", call, "the server, its files or its other databases");
	} else if (routine.language != nullptr && std::string_view(routine.language) == "c") {
		if (!by_server && routine.extension != nullptr &&
			std::ranges::find(kExtensions, std::string_view(routine.extension)) != kExtensions.end())
			refuse("call", call, fmt::format("what extension \"{}\" reaches", routine.extension));
	} else if (routine.language != nullptr && !routine.trusted)
		refuse("call", call, reach_of(routine.language));
	if (function < FirstNormalObjectId) // others may be replaced
		harmless->insert(at, function);
}

void on_access(ObjectAccessType access, Oid class_id, Oid object, int part, void *argument) {
	if (next_access != nullptr)
		next_access(access, class_id, object, part, argument);
	if (access == OAT_FUNCTION_EXECUTE && class_id == ProcedureRelationId)
		checked([&] { require_harmless(object, false); });
}

// What the server calls by itself is no access, as a trigger's function. It is looked up, though; and one that is
// SECURITY DEFINER, which the look-up passes by, is announced.
bool on_look_up(Oid function) {
	checked([&] { require_harmless(function, true); });
	return next_look_up != nullptr && next_look_up(function);
}

void on_call(FmgrHookEventType event, FmgrInfo *function, Datum *argument) {
	if (event == FHET_START)
		checked([&] { require_harmless(function->fn_oid, true); });
	if (next_call != nullptr)
		next_call(event, function, argument);
}

} // namespace

void watch_world_outside(const ExecutionPlace *place) {
	place_now = place;
	next_utility = ProcessUtility_hook;
	ProcessUtility_hook = on_utility;
	next_planner = planner_hook;
	planner_hook = on_planning;
	next_relation = get_relation_info_hook;
	get_relation_info_hook = on_relation;
	next_access = object_access_hook;
	object_access_hook = on_access;
	next_look_up = needs_fmgr_hook;
	needs_fmgr_hook = on_look_up;
	next_call = fmgr_hook;
	fmgr_hook = on_call;
}

} // namespace pgmigrate
