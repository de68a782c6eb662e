// What full text search is made of: parsers, templates, dictionaries, configurations.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct TextSearchParser : Object {
	static constexpr std::string_view kKind = "text search parser";
	static constexpr std::uint32_t kCatalog = 3601; // pg_ts_parser
	std::string schema, name;
	std::string start, gettoken, end, lextypes, headline; // functions
	static constexpr auto fields() {
		return with_object_fields<TextSearchParser>(
			field("schema", &TextSearchParser::schema, Role::identity),
			field("name", &TextSearchParser::name, Role::identity), field("start", &TextSearchParser::start),
			field("gettoken", &TextSearchParser::gettoken), field("end", &TextSearchParser::end),
			field("lextypes", &TextSearchParser::lextypes), field("headline", &TextSearchParser::headline));
	}
	bool operator==(const TextSearchParser &) const = default;
};
Identity identity(const TextSearchParser &parser);

struct TextSearchTemplate : Object {
	static constexpr std::string_view kKind = "text search template";
	static constexpr std::uint32_t kCatalog = 3764; // pg_ts_template
	std::string schema, name;
	std::string init, lexize; // functions
	static constexpr auto fields() {
		return with_object_fields<TextSearchTemplate>(
			field("schema", &TextSearchTemplate::schema, Role::identity),
			field("name", &TextSearchTemplate::name, Role::identity),
			field("init", &TextSearchTemplate::init), field("lexize", &TextSearchTemplate::lexize));
	}
	bool operator==(const TextSearchTemplate &) const = default;
};
Identity identity(const TextSearchTemplate &text_template);

struct TextSearchDictionary : Object {
	static constexpr std::string_view kKind = "text search dictionary";
	static constexpr std::uint32_t kCatalog = 3600; // pg_ts_dict
	std::string schema, name;
	std::string text_template;
	std::string options; // "language = 'english', stopwords = 'english'"
	static constexpr auto fields() {
		return with_object_fields<TextSearchDictionary>(
			field("schema", &TextSearchDictionary::schema, Role::identity),
			field("name", &TextSearchDictionary::name, Role::identity),
			field("template", &TextSearchDictionary::text_template),
			field("options", &TextSearchDictionary::options));
	}
	bool operator==(const TextSearchDictionary &) const = default;
};
Identity identity(const TextSearchDictionary &dictionary);

// The dictionaries that words of one sort are looked up in, one after the other.
struct TextSearchMapping {
	std::string token;
	std::vector<std::string> dictionaries;
	static constexpr auto fields() {
		return std::tuple{field("token", &TextSearchMapping::token, Role::identity),
			field("dictionaries", &TextSearchMapping::dictionaries)};
	}
	bool operator==(const TextSearchMapping &) const = default;
};

struct TextSearchConfiguration : Object {
	static constexpr std::string_view kKind = "text search configuration";
	static constexpr std::uint32_t kCatalog = 3602; // pg_ts_config
	std::string schema, name;
	std::string parser;
	std::vector<TextSearchMapping> mappings;
	static constexpr auto fields() {
		return with_object_fields<TextSearchConfiguration>(
			field("schema", &TextSearchConfiguration::schema, Role::identity),
			field("name", &TextSearchConfiguration::name, Role::identity),
			field("parser", &TextSearchConfiguration::parser),
			field("mappings", &TextSearchConfiguration::mappings));
	}
	bool operator==(const TextSearchConfiguration &) const = default;
};
Identity identity(const TextSearchConfiguration &configuration);

} // namespace pgmigrate::core::schema
