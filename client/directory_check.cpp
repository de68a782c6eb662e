#include "client/directory_check.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/merge_conflict.hpp"
#include "client/render.hpp"
#include "client/text_file.hpp"
#include "core/resolve.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

// "migrations/001_a.sql:3" of a Failure.
void take_place(Finding &finding, const std::string &where) {
	const std::size_t colon = where.rfind(':');
	finding.file = where.substr(0, colon);
	finding.line = colon == where.npos ? 0 : std::atoi(where.c_str() + colon + 1);
}

class Check {
public:
	Check(const Config &config, const std::vector<std::string> &named) : config_(config) {
		for (const std::string &name : named)
			named_.insert(absolute(name));
	}

	CheckedDirectory run() {
		directory_ = read_directories(config_.directories, [&] { take_broken(); });
		for (std::size_t i = 0; i < directory_.scripts.size(); ++i)
			check_script(i);
		check_graph();
		check_head_file();
		return finished();
	}

private:
	static fs::path absolute(const fs::path &path) {
		std::error_code error;
		return fs::weakly_canonical(path, error);
	}

	void add(Severity severity, const char *name, std::string file, int line, std::string message,
		std::string detail, std::string hint) {
		findings_.push_back(
			{severity, name, std::move(file), line, std::move(message), std::move(detail), std::move(hint)});
	}
	void add_at(Severity severity, const char *name, std::size_t place, std::string_view key,
		std::string message, std::string detail, std::string hint) {
		add(severity, name, path(place), directory_.line_of(place, key), std::move(message),
			std::move(detail), std::move(hint));
	}
	std::string path(std::size_t place) const { return directory_.origins[place].path.string(); }
	bool has_errors() const {
		return std::ranges::any_of(
			findings_, [](const Finding &finding) { return finding.severity == Severity::error; });
	}

	// The current exception: a file that cannot be read, or an id that is there twice.
	void take_broken() {
		try {
			throw;
		} catch (const core::Error &error) {
			broken_.insert(error.where.revision);
			const bool is_twice = error.sqlstate == core::condition::duplicate_revision.sqlstate;
			add(Severity::error, is_twice ? "duplicate" : "format", error.where.file, error.where.line,
				error.message, error.detail, error.hint);
		} catch (const UnresolvedConflict &conflict) {
			broken_.insert(conflict.revision);
			Finding finding{
				Severity::error, "conflict", "", 0, conflict.message, conflict.detail, conflict.hint};
			take_place(finding, conflict.where);
			findings_.push_back(finding);
		} catch (const Failure &failure) {
			Finding finding{Severity::error, "format", "", 0, failure.message, failure.detail, failure.hint};
			if (!failure.where.empty())
				take_place(finding, failure.where);
			findings_.push_back(finding);
		}
	}

	void check_script(std::size_t place) {
		const core::Script &script = directory_.scripts[place];
		const bool counts = named_.empty() || named_.contains(absolute(path(place)));
		if (!counts || script.is_reversible() || script.irreversible)
			return;
		const core::Section &section = script.downgrade.present ? script.downgrade : script.upgrade;
		add(Severity::warning, "downgrade", path(place),
			directory_.origins[place].first_line + section.line - 1,
			fmt::format("revision \"{}\" has no downgrade", script.revision.id), {},
			"Write it below \"-- migrate:down\"; say \"-- migrate:down empty:true\" where there is nothing to "
			"do, or \"-- irreversible: REASON\" in the header where it cannot be undone.");
	}

	// The graph says one thing at a time, and then goes on without it.
	void check_graph() {
		std::vector<core::Revision> revisions;
		for (const core::Script &script : directory_.scripts)
			revisions.push_back(script.revision);
		for (;;) {
			try {
				check_complete_graph(core::RevisionGraph(revisions));
				return;
			} catch (const core::Error &error) {
				const auto found = std::ranges::find(revisions, error.where.revision, &core::Revision::id);
				if (found == revisions.end())
					throw;
				take_graph_error(error, *found, static_cast<std::size_t>(found - revisions.begin()));
			}
		}
	}

	// Adds what is wrong, and takes it out of the revision.
	void take_graph_error(const core::Error &error, core::Revision &revision, std::size_t place) {
		const bool is_label = error.sqlstate == core::condition::duplicate_label.sqlstate;
		const bool is_cycle = error.sqlstate == core::condition::cycle.sqlstate;
		if (!is_label && !is_cycle && error.sqlstate != core::condition::dependency_cycle.sqlstate)
			throw error;
		const bool by_dependency = !is_cycle && !revision.depends_on.empty();
		add_at(Severity::error, is_label ? "label" : "graph", place,
			is_label ? "branch_labels" : (by_dependency ? "depends_on" : "revises"), error.message,
			error.detail, error.hint);
		if (is_label)
			revision.branch_labels.clear();
		else
			(by_dependency ? revision.depends_on : revision.revises).clear();
	}

	void check_complete_graph(const core::RevisionGraph &graph) {
		for (core::Node n = 0; n < graph.size(); ++n) {
			for (const std::string &name : directory_.scripts[n].revision.revises)
				if (!graph.find(name))
					add_missing(n, "revises", name);
			for (const std::string &name : directory_.scripts[n].revision.depends_on)
				if (!graph.find(name) && !graph.find_label(name))
					add_missing(n, "depends_on", name);
		}
		check_not_replaced();
		if (!has_errors())
			check_heads(graph);
	}

	// The server refuses such a file.
	void check_not_replaced() {
		for (const core::Script &script : directory_.scripts)
			for (const std::string &id : script.revision.replaces)
				if (const auto place = directory_.find(id))
					add_at(Severity::error, "graph", *place, "revision",
						fmt::format("revision \"{}\" was squashed", id),
						fmt::format("It is a part of revision \"{}\" now, which says that it replaces it.",
							script.revision.id),
						"Delete its file.");
	}

	void add_missing(core::Node n, const char *key, const std::string &name) {
		if (broken_.contains(name))
			return; // it is there, and its file is reported
		const std::string &id = directory_.scripts[n].revision.id;
		add_at(Severity::error, "graph", n, key,
			fmt::format("revision \"{}\" rests on \"{}\", which is not there", id, name), {},
			fmt::format("Add the file of \"{}\", or correct the line \"-- {}:\" of \"{}\".", name, key, id));
	}

	// Several heads are fine where a branch label names each of them.
	void check_heads(const core::RevisionGraph &graph) {
		const std::vector<core::Node> heads = graph.real_heads();
		if (heads.size() < 2 || have_labels(graph, heads))
			return;
		std::vector<std::string> ids = core::ids_of(graph, heads);
		const core::Node last = heads.back();
		add_at(Severity::warning, "heads", last, "revises",
			fmt::format("there are {} heads: {}", heads.size(), core::text::quoted_list(ids)),
			"\"pgmigrate upgrade\" does not choose between them.",
			fmt::format(
				"\"pgmigrate rebase {} --onto {}\" or \"pgmigrate merge -m MESSAGE\" leaves one; where "
				"several are meant, give each branch a \"-- branch_labels:\".",
				shell_word(ids.back()), shell_word(ids.front())));
	}

	// Whether each head has a label on its line that no other head has.
	static bool have_labels(const core::RevisionGraph &graph, const std::vector<core::Node> &heads) {
		std::vector<core::NodeSet> lines;
		for (const core::Node &head : heads)
			lines.push_back(graph.ancestors({&head, 1}));
		const auto has_own_label = [&](const core::NodeSet &line) {
			return std::ranges::any_of(line.nodes(), [&](core::Node n) {
				return !graph[n].branch_labels.empty() &&
					   std::ranges::count_if(
						   lines, [&](const core::NodeSet &other) { return other.contains(n); }) == 1;
			});
		};
		return std::ranges::all_of(lines, has_own_label);
	}

	void check_head_file() {
		if (config_.head_file.empty())
			return;
		const std::string file = (config_.directories.front() / config_.head_file).string();
		const bool knows_heads = !has_errors();
		try {
			const HeadFileState state = look_at_head_file(config_, knows_heads ? directory_ : Directory{});
			check_no_conflict(config_);
			if (state == HeadFileState::differs && knows_heads)
				add(Severity::warning, "head_file", file, 1, "the file does not list the heads",
					fmt::format("The heads are {}.", heads_text()),
					"Write them into it, one a line; \"pgmigrate revision\", \"rebase\" and \"merge\" do so.");
		} catch (const Failure &failure) {
			Finding finding{
				Severity::error, "head_file", file, 1, failure.message, failure.detail, failure.hint};
			if (!failure.where.empty())
				take_place(finding, failure.where);
			findings_.push_back(finding);
		}
	}
	std::string heads_text() const {
		const core::RevisionGraph graph = directory_.graph();
		return core::text::quoted_list(core::ids_of(graph, graph.heads()));
	}

	// In the order of files and lines, with the files that are good.
	CheckedDirectory finished() {
		std::set<std::string> bad, files;
		for (const Finding &finding : findings_)
			bad.insert(finding.file);
		for (std::size_t i = 0; i < directory_.origins.size(); ++i) {
			if (!bad.contains(path(i)) && files.insert(path(i)).second)
				add(Severity::good, "file", path(i), 0, {}, {}, {});
			files.insert(path(i));
		}
		for (const Finding &finding : findings_)
			if (finding.file.ends_with(".sql"))
				files.insert(finding.file);
		std::ranges::stable_sort(findings_, [](const Finding &a, const Finding &b) {
			return std::tie(a.file, a.line) < std::tie(b.file, b.line);
		});
		return {std::move(findings_), files.size()};
	}

	const Config &config_;
	std::set<fs::path> named_;
	std::set<std::string> broken_; // ids of files that cannot be read
	Directory directory_;
	std::vector<Finding> findings_;
};

} // namespace

CheckedDirectory check_directory(const Config &config, const std::vector<std::string> &named) {
	return Check(config, named).run();
}

} // namespace pgmigrate::client
