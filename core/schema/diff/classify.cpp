// What has come, what has gone, and what is another.
#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/default_reference.hpp"
#include "core/schema/diff/changes.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

namespace {

bool is_attribute(const Field &field) {
	return field.name == "owner" || field.name == "grants" || field.name == "comment";
}

// Whether they differ in nothing but owner, comment and rights.
bool has_same_definition(const ValueType &type, const void *from, const void *to) {
	for (const Field &f : type.fields())
		if (f.role != Role::identity && f.role != Role::writing && !is_attribute(f) &&
			!is_alike(*f.type, f.role, f.of(from), f.of(to)))
			return false;
	return true;
}

// Kinds that have no way of their own to be altered.
template <class T>
std::optional<Alteration> alter(const Changes &changes, const Identity &name, const T &from, const T &to) {
	if (!has_same_definition(Described<T>::type, &from, &to))
		return {};
	const std::string words = words_of(changes.to, {T::kKind, &name, &Described<T>::type, &to});
	const auto space = words.rfind(" " + name);
	if (space == std::string::npos) // triggers and what else stands on a table has a comment alone
		return Alteration{.sql = alter_comment(words, from.comment, to.comment)};
	return Alteration{
		.sql = alter_attributes(changes, words.substr(0, space), words.substr(space + 1), from, to)};
}

// A default is one of its own, since it can go and come while its column stays.
void classify_defaults(Changes &changes, const Reference &relation, const std::vector<Column> &from,
	const std::vector<Column> &to) {
	std::map<std::string_view, const Column *> wanted;
	for (const Column &column : to)
		wanted.emplace(column.name, &column);
	for (const Column &old : from) {
		const auto found = wanted.find(old.name);
		if (found == wanted.end() || !old.generated.empty() || !found->second->generated.empty())
			continue;
		const Column &fresh = *found->second;
		if (is_alike(
				Described<std::string>::type, Role::expression, &old.default_value, &fresh.default_value))
			continue;
		const Reference own = default_reference(relation, old.name);
		if (fresh.default_value.empty())
			changes.dropped.insert(own);
		else
			changes.created.insert(own);
	}
}

template <class T>
void compare(Changes &changes, const Identity &name, const T &from, const T &to) {
	std::optional<Alteration> alteration = alter(changes, name, from, to);
	const Reference own = reference(T::kKind, name);
	if (!alteration)
		changes.replace(own);
	else if (!alteration->is_empty())
		changes.altered[own] = std::move(*alteration);
	if constexpr (std::is_same_v<T, View>)
		if (alteration)
			classify_defaults(changes, own, from.columns, to.columns);
}

void compare(Changes &changes, const Identity &name, const Table &from, const Table &to) {
	foresee_columns(changes, name, from, to);
	classify_defaults(changes, reference(Table::kKind, name), from.columns, to.columns);
}

template <class T>
void classify_kind(Changes &changes, const Objects<T> &from, const Objects<T> &to) {
	for (const auto &[name, object] : from)
		if (!to.contains(name))
			changes.dropped.insert(reference(T::kKind, name));
	for (const auto &[name, object] : to)
		if (const auto old = from.find(name); old == from.end())
			changes.created.insert(reference(T::kKind, name));
		else if (!(old->second == object))
			compare(changes, name, old->second, object);
}

} // namespace

void Changes::add_key_indexes(const Snapshot &snapshot, std::map<Identity, Reference, std::less<>> &found) {
	for (const auto &[name, constraint] : snapshot.constraints)
		if (constraint.type != "check" && constraint.type != "foreign key")
			found.emplace(
				qualified_like(constraint.table, constraint.name), reference(Constraint::kKind, name));
}

void classify(Changes &changes) {
	for_each_kind([&](std::string_view, auto member) {
		classify_kind(changes, changes.from.*member, changes.to.*member);
	});
}

} // namespace pgmigrate::core::schema::diff_parts
