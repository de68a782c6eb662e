#include "client/head_file.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

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
	if (config.head_file.empty())
		return HeadFileState::none;
	const fs::path path = path_of(config);
	std::error_code error;
	if (!fs::exists(path, error) && !error)
		return HeadFileState::none;
	const std::string text = read_text(path);
	std::vector<std::string> listed;
	for (std::string_view line : core::text::split(text, '\n')) {
		if (is_conflict_marker(line))
			return HeadFileState::conflicted;
		if (!line.empty())
			listed.emplace_back(line);
	}
	std::ranges::sort(listed);
	return listed == sorted_heads(directory) ? HeadFileState::fits : HeadFileState::differs;
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
