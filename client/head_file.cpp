#include "client/head_file.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/failure.hpp"
#include "client/render.hpp"
#include "client/talk.hpp"
#include "client/text_file.hpp"
#include "core/resolve.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> sorted_heads(const Directory &directory) {
	const core::RevisionGraph graph = directory.graph();
	std::vector<std::string> ids = core::ids_of(graph, graph.heads());
	std::ranges::sort(ids);
	return ids;
}

// What version control writes round the two sides of a conflict; ids may be long, so the width counts.
bool is_conflict_marker(std::string_view line) {
	constexpr std::array<std::string_view, 4> kMarkers{"<<<<<<<", "|||||||", "=======", ">>>>>>>"};
	return std::ranges::any_of(kMarkers, [&](std::string_view marker) { return line.starts_with(marker); });
}

fs::path path_of(const Config &config) {
	return config.directories.front() / config.head_file;
}

// Nothing if there is none.
std::optional<std::string> text_of_head_file(const Config &config) {
	std::error_code error;
	if (config.head_file.empty() || config.directories.empty() ||
		(!fs::exists(path_of(config), error) && !error))
		return std::nullopt;
	return read_text(path_of(config));
}

void say_what_was_wrong(const fs::path &path, HeadFileState before, const std::vector<std::string> &heads) {
	if (before != HeadFileState::conflicted && before != HeadFileState::differs)
		return;
	say("\"{}\" {}; it is written anew\n", path.string(),
		before == HeadFileState::conflicted ? "held a conflict of two branches" : "did not list the heads");
	if (heads.size() > 1)
		say("there are {} heads: {}; \"pgmigrate rebase {} --onto {}\" or \"pgmigrate merge -m MESSAGE\" leaves "
			"one\n",
			heads.size(), fmt::join(heads, ", "), shell_word(heads.back()), shell_word(heads.front()));
}

} // namespace

HeadFileState look_at_head_file(const Config &config, const Directory &directory) {
	const std::optional<std::string> text = text_of_head_file(config);
	if (!text)
		return HeadFileState::none;
	std::vector<std::string> listed;
	for (std::string_view line : core::text::split(*text, '\n')) {
		if (is_conflict_marker(line))
			return HeadFileState::conflicted;
		if (!line.empty())
			listed.emplace_back(line);
	}
	std::ranges::sort(listed);
	return listed == sorted_heads(directory) ? HeadFileState::fits : HeadFileState::differs;
}

void check_no_conflict(const Config &config) {
	const std::string text = text_of_head_file(config).value_or("");
	int number = 0;
	for (std::string_view line : core::text::split(text, '\n')) {
		++number;
		if (!is_conflict_marker(line))
			continue;
		Failure failure(ExitCode::refused, "the list of heads holds an unresolved merge conflict",
			"Two branches each added a revision.",
			"\"pgmigrate rebase REVISION\" with one's own revision, or \"pgmigrate merge -m MESSAGE\", writes it "
			"anew.");
		failure.where = fmt::format("{}:{}", path_of(config).string(), number);
		throw failure;
	}
}

void write_head_file(const Config &config, HeadFileState before) {
	if (config.head_file.empty())
		return;
	const std::vector<std::string> heads = sorted_heads(read_directories(config.directories));
	std::string text;
	for (const std::string &id : heads)
		text += id + '\n';
	write_text(path_of(config), text, IfThere::overwrite);
	say_what_was_wrong(path_of(config), before, heads);
}

} // namespace pgmigrate::client
