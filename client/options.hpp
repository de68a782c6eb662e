// All that the command line can say; a command reads what concerns it.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgmigrate::client {

enum class PasswordPrompt { when_needed, never, always };

struct ConnectionOptions {
	std::string dbname; // a name, a conninfo string or a URI
	std::string host;
	std::string port;
	std::string user;
	PasswordPrompt password_prompt = PasswordPrompt::when_needed;
	int connect_timeout = 0; // seconds, where nothing else says it; 0: none
};

// How a run is divided into transactions.
enum class TransactionMode { automatic, one, step };

// What the revision graph is drawn as.
enum class GraphFormat { text, dot, mermaid, svg };

// What a report looks like.
enum class Format { text, github, junit, json };

struct Options {
	std::vector<std::string> arguments; // the whole command line
	ConnectionOptions connection;
	std::string config_file;
	std::optional<std::string> section; // of the configuration file
	std::optional<std::string> project;
	std::optional<std::string> target_schema;
	std::vector<std::string> variables; // "key=value"

	// about whole commands
	bool json = false;
	Format format = Format::text;
	std::function<void(std::string_view line)> take_step; // takes the steps of a run; else they are printed
	bool verbose = false;
	bool server = false; // ask the database though there is a directory
	bool no_create_extension = false;
	std::chrono::milliseconds wait = std::chrono::minutes(10); // for the migration lock
	std::chrono::milliseconds wait_for_server{0};              // until it answers

	// of one command each
	std::optional<std::string> target; // a revision expression, or one revision
	std::string digest;
	std::string folder = "migrations";
	std::string file;
	std::string tool;            // to import from
	std::string alembic_name;    // its section of alembic.ini
	bool stamp = false;          // what that tool has recorded
	bool ignore_alembic = false; // upgrade though Alembic has something applied, and we nothing
	std::string message;
	std::string rev_id;
	std::string version_path;
	bool makefile = false;
	std::vector<std::string> head{"head"}; // what a new revision revises
	std::vector<std::string> depends_on;
	std::vector<std::string> branch_labels;
	std::vector<std::string> revisions; // several revision expressions
	std::optional<std::string> onto;
	std::string range;
	std::string output;
	bool all = false;
	bool force = false;
	bool prune = false;
	bool purge = false;
	bool check_heads = false;
	bool splice = false;
	bool resolve_dependencies = false;
	bool sql = false; // print a script, run nothing
	std::optional<TransactionMode> transaction;
	bool files = false; // check: the directory alone
	std::vector<std::string> file_names;
	std::optional<long> limit; // log: so many rows
	int statement = 0;         // resolve
	std::string decision;
	std::string backup;      // deploy: the file for it
	std::vector<long> drift; // adopt, dismiss: its ids
	std::string object;      // blame
	bool check = false;      // drift: exit with 1 where some is open; schema: where the file is another
	std::optional<std::string> schema_file; // upgrade, downgrade, deploy: the file for it; empty: none
	std::vector<std::string> schemas;       // of these alone
	bool owners = false, privileges = false;
	bool snapshot = false; // schema: as JSON
	bool from_present = false, strict_column_order = false;
	std::vector<std::string> copy_rows; // verify: tables
	std::string junit;                  // verify: the file for it
	std::string other_database;         // compare
	std::string first_revision;         // squash
	bool yes = false;
	bool autogenerate = false; // revision
	std::string wanted;        // revision: SQL of the wanted schema, a file or a directory of files
	std::string from_database; // revision: the database that has it
	bool edit = false;         // revision: in the editor
	bool down = false;         // plan: that of downgrade
	bool detach = false;       // let the server go on alone
	bool follow = false;
	bool indicate_current = false;    // history: ask the database, too
	std::optional<GraphFormat> graph; // draw it
};

} // namespace pgmigrate::client
