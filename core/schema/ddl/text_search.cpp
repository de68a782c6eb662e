#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

namespace {

// CREATE TEXT SEARCH kind name (NAME = value, ...), with what belongs to it.
template <class T>
void add(Items &items, const Identity &name, const T &object, int part, std::string_view kind,
	const std::vector<std::string> &elements, const std::string &more = {}) {
	items.add({{Section::text_search, "", part, name}, {reference(T::kKind, name)},
		{reference(Schema::kKind, identifier(object.schema))}, {},
		fmt::format("CREATE {} {} (\n\t{}\n);\n", kind, name, fmt::join(elements, ",\n\t")) + more +
			attributes_sql(object, kind, name)});
}

std::string mappings_sql(const Identity &name, const TextSearchConfiguration &configuration) {
	std::map<std::vector<std::string>, std::vector<std::string>> tokens;
	std::vector<const std::vector<std::string> *> order; // of first mention
	for (const TextSearchMapping &mapping : configuration.mappings) {
		auto [found, added] = tokens.try_emplace(mapping.dictionaries);
		if (added)
			order.push_back(&found->first);
		found->second.push_back(identifier(mapping.token));
	}
	std::string sql;
	for (const std::vector<std::string> *dictionaries : order)
		sql += fmt::format("ALTER TEXT SEARCH CONFIGURATION {} ADD MAPPING FOR {} WITH {};\n", name,
			fmt::join(tokens[*dictionaries], ", "), fmt::join(*dictionaries, ", "));
	return sql;
}

} // namespace

void write_text_search(Items &items) {
	for (const auto &[name, p] : items.snapshot.text_search_parsers) {
		std::vector<std::string> elements{
			"START = " + p.start, "GETTOKEN = " + p.gettoken, "END = " + p.end, "LEXTYPES = " + p.lextypes};
		if (!p.headline.empty())
			elements.push_back("HEADLINE = " + p.headline);
		add(items, name, p, 0, "TEXT SEARCH PARSER", elements);
	}
	for (const auto &[name, t] : items.snapshot.text_search_templates) {
		std::vector<std::string> elements;
		if (!t.init.empty())
			elements.push_back("INIT = " + t.init);
		elements.push_back("LEXIZE = " + t.lexize);
		add(items, name, t, 1, "TEXT SEARCH TEMPLATE", elements);
	}
	for (const auto &[name, d] : items.snapshot.text_search_dictionaries) {
		std::vector<std::string> elements{"TEMPLATE = " + d.text_template};
		if (!d.options.empty())
			elements.push_back(d.options);
		add(items, name, d, 2, "TEXT SEARCH DICTIONARY", elements);
	}
	for (const auto &[name, c] : items.snapshot.text_search_configurations)
		add(items, name, c, 3, "TEXT SEARCH CONFIGURATION", {"PARSER = " + c.parser}, mappings_sql(name, c));
}

} // namespace pgmigrate::core::schema::ddl
