// verify: whether each downgrade undoes its upgrade, tried out by the server on a scratch database.
#include "client/commands.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/no_directory.hpp"
#include "client/proof.hpp"
#include "client/run_report.hpp"
#include "client/script_error.hpp"
#include "client/synchronize.hpp"
#include "client/talk.hpp"
#include "client/text_file.hpp"
#include "client/variables.hpp"
#include "client/workspace.hpp"
#include "core/resolve.hpp"

namespace pgmigrate::client {

namespace {

constexpr const char *kSuite = "pgmigrate verify";
constexpr const char *kStandardOutput = "-";

constexpr const char *kVerify =
	"SELECT pg_catalog.row_to_json(v) FROM pgmigrate.verify(target => $1,"
	" from_present => $2::pg_catalog.bool, strict_column_order => $3::pg_catalog.bool, project => $4,"
	" target_schema => $5, variables => $6::pg_catalog.jsonb, copy_rows => $7::pg_catalog.text[]) v";

void check_go_together(const Options &options) {
	if (!options.copy_rows.empty() && !options.from_present)
		throw Failure(ExitCode::usage, "--copy-rows needs --from-present",
			"A verification that begins with nothing has no tables to copy rows into.",
			"Add --from-present.");
	if (options.json && options.junit == kStandardOutput)
		throw Failure(ExitCode::usage, "--json and --junit - exclude each other",
			"Both write to standard output.", "Name a file by --junit.");
}

// What the directory ends with. The server, which may hold revisions of others, would end with theirs, too.
std::string target_of(const Options &options, const Workspace &workspace, const Parameter &revisions) {
	if (options.target || !revisions)
		return options.target.value_or("heads");
	const core::RevisionGraph graph = workspace.need_directory().graph();
	const std::vector<std::string> heads = core::ids_of(graph, graph.heads());
	if (heads.size() == 1)
		return heads.front();
	throw Failure(ExitCode::refused, "it is not said which of the heads to verify",
		"The server holds revisions that the directory does not have, which would be among them.",
		"Name one, as in \"pgmigrate verify " + shell_word(heads.empty() ? "head" : heads.front()) +
			"\x02\"; \"pgmigrate upload --prune\x01\" removes what is in no file and not applied.");
}

std::vector<Proof> prove(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	check_no_conflict(workspace.config);
	const Parameter variables = variables_object(options, workspace.config);
	Session session(options, workspace,
		{.functions = {"manifest", "upload", "verify"}, .if_missing = Needs::IfMissing::create});
	say_if_no_directory(workspace.config);
	const std::string target = target_of(options, workspace, upload_first(session, workspace));
	const char *truths[] = {"false", "true"};
	const Parameter copy_rows =
		options.copy_rows.empty() ? std::nullopt : Parameter(array_literal(options.copy_rows));
	const Result found = located(workspace.found(), [&] {
		return session.query(
			kVerify, {target, truths[options.from_present], truths[options.strict_column_order],
						 session.project, session.target_schema, variables, copy_rows});
	});
	return proofs_of(json_rows(found), workspace.found());
}

void print_object(const std::vector<Proof> &proofs, bool all_good) {
	Row rows = Row::array();
	for (const Proof &proof : proofs)
		for (const Row &row : proof.rows)
			rows.push_back(row);
	print_json_line({{"good", all_good}, {"verdict", verdict(proofs)}, {"rows", std::move(rows)}});
}

// Where standard output is the report's, people read the rest beside it.
void print_lines(const Options &options, const std::vector<Proof> &proofs) {
	std::string text;
	for (const Proof &proof : proofs)
		text += proof_text(proof);
	text += verdict(proofs) + "\n";
	if (options.junit == kStandardOutput)
		say("{}", text);
	else
		fmt::print("{}", text);
}

void write_junit(const Options &options, const std::vector<Finding> &findings) {
	if (options.junit.empty())
		return;
	const std::string text = junit_text(kSuite, findings);
	if (options.junit == kStandardOutput)
		fmt::print("{}", text);
	else
		write_text(options.junit, text, IfThere::overwrite);
}

// The report tells of what kept the verification from its work, too.
std::vector<Proof> prove_or_report(const Options &options) {
	try {
		return prove(options);
	} catch (...) {
		const std::exception_ptr why = std::current_exception();
		try {
			write_junit(options, {finding_of(why, options)});
		} catch (const Failure &failure) {
			say("{}\n", failure.message);
		}
		std::rethrow_exception(why);
	}
}

} // namespace

ExitCode verify_revisions(const Options &options) {
	check_go_together(options);
	const std::vector<Proof> proofs = prove_or_report(options);
	const bool all_good = std::ranges::all_of(proofs, is_good);
	if (options.json)
		print_object(proofs, all_good);
	else
		print_lines(options, proofs);
	std::vector<Finding> findings;
	std::ranges::transform(
		proofs, std::back_inserter(findings), [](const Proof &proof) { return finding_of(proof); });
	write_junit(options, findings);
	return all_good ? ExitCode::done : ExitCode::not_up_to_date;
}

} // namespace pgmigrate::client
