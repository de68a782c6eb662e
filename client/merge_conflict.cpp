#include "client/merge_conflict.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace pgmigrate::client {

namespace {

// Where a line begins so; npos if none does.
std::size_t find_line(std::string_view text, std::string_view begin, std::size_t from) {
	for (std::size_t at = text.find(begin, from); at != text.npos; at = text.find(begin, at + 1))
		if (at == 0 || text[at - 1] == '\n')
			return at;
	return text.npos;
}

} // namespace

int conflict_line(std::string_view text) {
	const std::size_t first = find_line(text, "<<<<<<< ", 0);
	std::size_t at = first;
	for (std::string_view mark : {"=======\n", ">>>>>>> "})
		if (at != text.npos)
			at = find_line(text, mark, at);
	return at == text.npos ? 0 : static_cast<int>(1 + std::ranges::count(text.substr(0, first), '\n'));
}

UnresolvedConflict::UnresolvedConflict(const std::string &path, int line, std::string revision_)
	: Failure(ExitCode::refused, "the file holds an unresolved merge conflict", {},
		  "Decide between the two sides, and delete the marks of version control. Where they are no conflict, indent them."),
	  revision(std::move(revision_)) {
	where = fmt::format("{}:{}", path, line);
}

} // namespace pgmigrate::client
