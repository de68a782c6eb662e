// Hints that name settings: what an SQL session does by SET, a command does by an option or by PGOPTIONS.
#include "client/hint.hpp"

#include <array>
#include <string>
#include <utility>

namespace pgmigrate::client {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kPhrases{{
	{"SET pgmigrate.project, or give the argument project", "Type --project NAME"},
	{"SET default_transaction_read_only = off; or begin the transaction with READ WRITE.",
		"Type PGOPTIONS='-c default_transaction_read_only=off' before the command."},
	{"or set pgmigrate.target_schema to another one", "or name another one by --target-schema"},
	{"give target_schema, or SET pgmigrate.role to the role that owns the schema",
		"name the schema by --target-schema, or the role that owns it by PGOPTIONS='-c pgmigrate.role=NAME' before the "
		"command"},
	{"SET statement_timeout = '2h' before", "type PGOPTIONS='-c statement_timeout=2h' before the command"},
	{"SET lock_timeout = '1min' before", "type PGOPTIONS='-c lock_timeout=1min' before the command"},
	{"raise lock_timeout, or set it to 0",
		"raise lock_timeout where the file sets it; where it does not, type PGOPTIONS='-c lock_timeout=0' before the command"},
	{"SET pgmigrate.table_lock_wait = '10min';",
		"type PGOPTIONS='-c pgmigrate.table_lock_wait=10min' before the command."},
	{"and SET ROLE.", "with -U, and type PGOPTIONS='-c role=NAME' before the command."},
	{"SET pgmigrate.role to the role that owns the schema if you are a member of it",
		"if you are a member of the role that owns the schema, type PGOPTIONS='-c pgmigrate.role=NAME' before the command"},
	{"RESET pgmigrate.role; or set it to a role that you are a member of",
		"Type PGOPTIONS='-c pgmigrate.role=NAME' before the command, with a role that you are a member of, or with none"},
	{"SET pgmigrate.role before the call", "Type PGOPTIONS='-c pgmigrate.role=NAME' before the command"},
	{"SET SESSION AUTHORIZATION before the call", "Connect as that role, with -U"},
	{"Begin the transaction that calls pgmigrate so",
		"Type PGOPTIONS='-c default_transaction_isolation=serializable', or the like, before the command"},
	{"SET event_triggers before the call", "Type PGOPTIONS='-c event_triggers=off' before the command"},
	{"SET it before the call, or give the call's own argument",
		"Give the command's own option, or type PGOPTIONS='-c NAME=VALUE' before the command"},
	{"pgmigrate.lock_wait says how long a call tries", "--wait says how long the command tries"},
	{"pgmigrate.progress shows", "\"pgmigrate progress\" shows"},
	{"first, with the scripts that are stored",
		"first, with the files as they were before"}, // those here are uploaded first
	{"End this transaction and call again", "Let that session end, and type the command again"},
	{"call again", "type the command again"},
	{"Call again", "Type the command again"},
}};

// "variables => '{"NAME": "..."}'; or SET var.NAME before" gives a script what it reads.
void name_variable(std::string &hint) {
	constexpr std::string_view kBegin = "variables => '{\"", kEnd = "\": \"...\"}'; or SET var.",
							   kBefore = " before";
	const std::size_t begin = hint.find(kBegin), end = hint.find(kEnd, begin);
	if (end == hint.npos)
		return;
	const std::string name = hint.substr(begin + kBegin.size(), end - begin - kBegin.size());
	const std::size_t behind = hint.find(kBefore, end);
	if (behind != hint.npos)
		hint.replace(begin, behind + kBefore.size() - begin, "-x " + name + "=VALUE");
}

} // namespace

std::string with_settings(std::string hint) {
	for (const auto &[sql, command] : kPhrases)
		if (const std::size_t at = hint.find(sql); at != hint.npos)
			hint.replace(at, sql.size(), command);
	name_variable(hint);
	return hint;
}

} // namespace pgmigrate::client
