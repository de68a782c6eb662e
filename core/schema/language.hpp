// What belongs to the whole database and is made of functions: languages, access methods, event triggers.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct Language : Object {
	static constexpr std::string_view kKind = "language";
	static constexpr std::uint32_t kCatalog = 2612; // pg_language
	std::string name;
	bool trusted = false;
	std::string handler, inline_handler, validator;
	template <class Self = Language>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::name>("name", Role::identity),
			field<&Self::trusted>("trusted"), field<&Self::handler>("handler"),
			field<&Self::inline_handler>("inline"), field<&Self::validator>("validator"));
	}
	bool operator==(const Language &) const = default;
};
Identity identity(const Language &language);

struct AccessMethod : Object {
	static constexpr std::string_view kKind = "access method";
	static constexpr std::uint32_t kCatalog = 2601; // pg_am
	std::string name;
	std::string type; // "index", "table"
	std::string handler;
	template <class Self = AccessMethod>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::name>("name", Role::identity),
			field<&Self::type>("type"), field<&Self::handler>("handler"));
	}
	bool operator==(const AccessMethod &) const = default;
};
Identity identity(const AccessMethod &method);

struct EventTrigger : Object {
	static constexpr std::string_view kKind = "event trigger";
	static constexpr std::uint32_t kCatalog = 3466; // pg_event_trigger
	std::string name, event;
	std::vector<std::string> tags; // none: all
	std::string function;
	std::string enabled; // "disabled", "replica", "always"
	template <class Self = EventTrigger>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::name>("name", Role::identity),
			field<&Self::event>("event"), field<&Self::tags>("tags"), field<&Self::function>("function"),
			field<&Self::enabled>("enabled"));
	}
	bool operator==(const EventTrigger &) const = default;
};
Identity identity(const EventTrigger &trigger);

} // namespace pgmigrate::core::schema
