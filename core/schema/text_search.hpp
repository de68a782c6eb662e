// What full text search is made of: parsers, templates, dictionaries, configurations.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct TextSearchParser : Object {
	static constexpr std::string_view kKind = "text search parser";
	static constexpr std::uint32_t kCatalog = 3601; // pg_ts_parser
	std::string schema, name;
	std::string start, gettoken, end, lextypes, headline; // functions
	template <class Self = TextSearchParser>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::start>("start"),
			field<&Self::gettoken>("gettoken"), field<&Self::end>("end"), field<&Self::lextypes>("lextypes"),
			field<&Self::headline>("headline"));
	}
	bool operator==(const TextSearchParser &) const = default;
};
Identity identity(const TextSearchParser &parser);

struct TextSearchTemplate : Object {
	static constexpr std::string_view kKind = "text search template";
	static constexpr std::uint32_t kCatalog = 3764; // pg_ts_template
	std::string schema, name;
	std::string init, lexize; // functions
	template <class Self = TextSearchTemplate>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::init>("init"),
			field<&Self::lexize>("lexize"));
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
	template <class Self = TextSearchDictionary>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::text_template>("template"),
			field<&Self::options>("options"));
	}
	bool operator==(const TextSearchDictionary &) const = default;
};
Identity identity(const TextSearchDictionary &dictionary);

// The dictionaries that words of one sort are looked up in, one after the other.
struct TextSearchMapping {
	std::string token;
	std::vector<std::string> dictionaries;
	template <class Self = TextSearchMapping>
	static constexpr auto fields() {
		return std::array{
			field<&Self::token>("token", Role::identity), field<&Self::dictionaries>("dictionaries")};
	}
	bool operator==(const TextSearchMapping &) const = default;
};

struct TextSearchConfiguration : Object {
	static constexpr std::string_view kKind = "text search configuration";
	static constexpr std::uint32_t kCatalog = 3602; // pg_ts_config
	std::string schema, name;
	std::string parser;
	std::vector<TextSearchMapping> mappings;
	template <class Self = TextSearchConfiguration>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::parser>("parser"),
			field<&Self::mappings>("mappings"));
	}
	bool operator==(const TextSearchConfiguration &) const = default;
};
Identity identity(const TextSearchConfiguration &configuration);

} // namespace pgmigrate::core::schema
