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
	static constexpr auto fields() {
		return with_object_fields<Language>(field("name", &Language::name, Role::identity),
			field("trusted", &Language::trusted), field("handler", &Language::handler),
			field("inline", &Language::inline_handler), field("validator", &Language::validator));
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
	static constexpr auto fields() {
		return with_object_fields<AccessMethod>(field("name", &AccessMethod::name, Role::identity),
			field("type", &AccessMethod::type), field("handler", &AccessMethod::handler));
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
	static constexpr auto fields() {
		using E = EventTrigger;
		return with_object_fields<E>(field("name", &E::name, Role::identity), field("event", &E::event),
			field("tags", &E::tags), field("function", &E::function), field("enabled", &E::enabled));
	}
	bool operator==(const EventTrigger &) const = default;
};
Identity identity(const EventTrigger &trigger);

} // namespace pgmigrate::core::schema
