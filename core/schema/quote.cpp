#include "core/schema/quote.hpp"

#include <algorithm>
#include <array>

namespace pgmigrate::core::schema {

namespace {

// Words that are no names by themselves on some supported server; in the order of their bytes.
constexpr auto kKeywords = std::to_array<std::string_view>({
	"all",
	"analyse",
	"analyze",
	"and",
	"any",
	"array",
	"as",
	"asc",
	"asymmetric",
	"authorization",
	"between",
	"bigint",
	"binary",
	"bit",
	"boolean",
	"both",
	"case",
	"cast",
	"char",
	"character",
	"check",
	"coalesce",
	"collate",
	"collation",
	"column",
	"concurrently",
	"constraint",
	"create",
	"cross",
	"current_catalog",
	"current_date",
	"current_role",
	"current_schema",
	"current_time",
	"current_timestamp",
	"current_user",
	"dec",
	"decimal",
	"default",
	"deferrable",
	"desc",
	"distinct",
	"do",
	"else",
	"end",
	"except",
	"exists",
	"extract",
	"false",
	"fetch",
	"float",
	"for",
	"foreign",
	"freeze",
	"from",
	"full",
	"grant",
	"greatest",
	"group",
	"grouping",
	"having",
	"ilike",
	"in",
	"initially",
	"inner",
	"inout",
	"int",
	"integer",
	"intersect",
	"interval",
	"into",
	"is",
	"isnull",
	"join",
	"json",
	"json_array",
	"json_arrayagg",
	"json_exists",
	"json_object",
	"json_objectagg",
	"json_query",
	"json_scalar",
	"json_serialize",
	"json_table",
	"json_value",
	"lateral",
	"leading",
	"least",
	"left",
	"like",
	"limit",
	"localtime",
	"localtimestamp",
	"merge_action",
	"national",
	"natural",
	"nchar",
	"none",
	"normalize",
	"not",
	"notnull",
	"null",
	"nullif",
	"numeric",
	"offset",
	"on",
	"only",
	"or",
	"order",
	"out",
	"outer",
	"overlaps",
	"overlay",
	"placing",
	"position",
	"precision",
	"primary",
	"real",
	"references",
	"returning",
	"right",
	"row",
	"select",
	"session_user",
	"setof",
	"similar",
	"smallint",
	"some",
	"substring",
	"symmetric",
	"system_user",
	"table",
	"tablesample",
	"then",
	"time",
	"timestamp",
	"to",
	"trailing",
	"treat",
	"trim",
	"true",
	"union",
	"unique",
	"user",
	"using",
	"values",
	"varchar",
	"variadic",
	"verbose",
	"when",
	"where",
	"window",
	"with",
	"xmlattributes",
	"xmlconcat",
	"xmlelement",
	"xmlexists",
	"xmlforest",
	"xmlnamespaces",
	"xmlparse",
	"xmlpi",
	"xmlroot",
	"xmlserialize",
	"xmltable",
});

bool is_plain(std::string_view name) {
	if (name.empty() || !(name[0] == '_' || (name[0] >= 'a' && name[0] <= 'z')))
		return false;
	return std::all_of(name.begin(), name.end(), [](char c) {
		return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	}) && !std::binary_search(kKeywords.begin(), kKeywords.end(), name);
}

std::string doubled(std::string_view text, char quote) {
	std::string result;
	for (char c : text) {
		if (c == quote)
			result += c;
		result += c;
	}
	return result;
}

} // namespace

std::string identifier(std::string_view name) {
	if (is_plain(name))
		return std::string(name);
	return std::string(1, '"').append(doubled(name, '"')).append(1, '"');
}

std::string qualified(std::string_view schema, std::string_view name) {
	return identifier(schema).append(1, '.').append(identifier(name));
}

std::string qualified_like(std::string_view sibling, std::string_view name) {
	bool quoted = false;
	for (std::size_t i = 0; i < sibling.size(); i++) {
		if (sibling[i] == '"')
			quoted = !quoted;
		if (sibling[i] == '.' && !quoted)
			return std::string(sibling.substr(0, i + 1)).append(identifier(name));
	}
	return identifier(name);
}

std::string identifier_list(std::span<const std::string> names) {
	std::string result;
	for (const std::string &name : names)
		result.append(result.empty() ? "" : ", ").append(identifier(name));
	return result;
}

std::string keywords(std::string_view words) {
	std::string result(words);
	for (char &c : result)
		if (c >= 'a' && c <= 'z')
			c = static_cast<char>(c - 'a' + 'A');
	return result;
}

std::string literal(std::string_view text) {
	bool escaped = text.find('\\') != text.npos;
	std::string inner = doubled(text, '\'');
	if (escaped)
		inner = doubled(inner, '\\');
	return std::string(escaped ? "E'" : "'").append(inner).append(1, '\'');
}

} // namespace pgmigrate::core::schema
