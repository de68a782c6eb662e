#include "extension/pg/identifiers.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate::pg {

std::optional<std::vector<std::string>> split_identifiers(const std::string &text, char separator) {
	char *copy = pg_call([&] { return pstrdup(text.c_str()); });
	List *names = NIL;
	if (!pg_call([&] { return SplitIdentifierString(copy, separator, &names); }))
		return std::nullopt;
	std::vector<std::string> found;
	ListCell *cell;
	foreach (cell, names)
		found.emplace_back(static_cast<const char *>(lfirst(cell)));
	return found;
}

std::string quoted_identifier(const std::string &name) {
	return pg_call([&] { return quote_identifier(name.c_str()); });
}

std::string joined_identifiers(const std::vector<std::string> &names, const char *separator) {
	std::string joined;
	for (const std::string &name : names)
		joined += (joined.empty() ? "" : separator) + quoted_identifier(name);
	return joined;
}

} // namespace pgmigrate::pg
