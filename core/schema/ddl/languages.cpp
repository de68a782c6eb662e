// Languages, access methods, event triggers.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

namespace {

void write_language(Items &items, const Identity &name, const Language &language) {
	std::string sql = fmt::format("CREATE {}LANGUAGE {}", language.trusted ? "TRUSTED " : "", name);
	if (!language.handler.empty())
		sql += " HANDLER " + language.handler;
	if (!language.inline_handler.empty())
		sql += " INLINE " + language.inline_handler;
	if (!language.validator.empty())
		sql += " VALIDATOR " + language.validator;
	items.add({{Section::languages, name}, {reference(Language::kKind, name)}, {}, {},
		sql + ";\n" + attributes_sql(language, "LANGUAGE", name)});
}

void write_access_method(Items &items, const Identity &name, const AccessMethod &method) {
	items.add({{Section::languages, name}, {reference(AccessMethod::kKind, name)}, {}, {},
		fmt::format("CREATE ACCESS METHOD {} TYPE {} HANDLER {};\n", name,
			method.type == "index" ? "INDEX" : "TABLE", method.handler) +
			comment_sql(method.comment, "ACCESS METHOD " + name)});
}

void write_event_trigger(Items &items, const Identity &name, const EventTrigger &trigger) {
	std::string sql = fmt::format("CREATE EVENT TRIGGER {} ON {}", name, identifier(trigger.event));
	std::vector<std::string> tags;
	for (const std::string &tag : trigger.tags)
		tags.push_back(literal(tag));
	if (!tags.empty())
		sql += fmt::format(" WHEN TAG IN ({})", fmt::join(tags, ", "));
	std::string full = "EVENT TRIGGER " + name;
	sql += fmt::format(" EXECUTE FUNCTION {}();\n{}{}", trigger.function, owner_sql(trigger, full),
		comment_sql(trigger.comment, full));
	if (!trigger.enabled.empty())
		sql += fmt::format("ALTER {} {};\n", full,
			trigger.enabled == "disabled"  ? "DISABLE"
			: trigger.enabled == "replica" ? "ENABLE REPLICA"
										   : "ENABLE ALWAYS");
	items.add({{Section::event_triggers, name}, {reference(EventTrigger::kKind, name)}, {}, {}, sql});
}

} // namespace

void write_languages(Items &items) {
	for (const auto &[name, language] : items.snapshot.languages)
		write_language(items, name, language);
	for (const auto &[name, method] : items.snapshot.access_methods)
		write_access_method(items, name, method);
	for (const auto &[name, trigger] : items.snapshot.event_triggers)
		write_event_trigger(items, name, trigger);
}

} // namespace pgmigrate::core::schema::ddl
