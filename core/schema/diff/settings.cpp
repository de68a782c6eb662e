// Storage parameters and options of foreign objects, changed.
#include <algorithm>

#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/diff/changes.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

namespace {

const Setting *find(const Settings &settings, std::string_view name) {
	const auto found =
		std::find_if(settings.begin(), settings.end(), [&](const Setting &s) { return s.name == name; });
	return found == settings.end() ? nullptr : &*found;
}

} // namespace

std::string alter_settings(std::string_view alter, const Settings &from, const Settings &to) {
	Settings set;
	std::string reset, sql;
	for (const Setting &s : to)
		if (const Setting *old = find(from, s.name); old == nullptr || old->value != s.value)
			set.push_back(s);
	for (const Setting &s : from)
		if (find(to, s.name) == nullptr)
			reset.append(reset.empty() ? "" : ", ").append(s.name);
	if (!reset.empty())
		sql += fmt::format("{} RESET ({});\n", alter, reset);
	if (!set.empty())
		sql += fmt::format("{} SET ({});\n", alter, ddl::settings_list(set));
	return sql;
}

std::string alter_options(const Settings &from, const Settings &to) {
	std::string list;
	const auto add = [&](std::string one) { list.append(list.empty() ? "" : ", ").append(one); };
	for (const Setting &s : from)
		if (find(to, s.name) == nullptr)
			add("DROP " + identifier(s.name));
	for (const Setting &s : to) {
		const Setting *old = find(from, s.name);
		if (old == nullptr || old->value != s.value)
			add(fmt::format(
				"{} {} {}", old == nullptr ? "ADD" : "SET", identifier(s.name), literal(s.value)));
	}
	return list.empty() ? list : fmt::format("OPTIONS ({})", list);
}

} // namespace pgmigrate::core::schema::diff_parts
