#include "core/schema/diff/drops.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

#include "core/schema/default_reference.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

Reference drop_reference(std::string_view reference) {
	return fmt::format("drop of {}", reference);
}

Reference less_reference(std::string_view reference) {
	return fmt::format("less of {}", reference);
}

namespace {

// What others stand on goes last, and these, in this order, before that.
constexpr std::array<std::string_view, 11> kFirst{"event trigger", "publication", "policy", "rule", "trigger",
	"view", "materialized view", "statistics object", "constraint", "index", "default"};

bool is_first(std::string_view reference) {
	return std::any_of(kFirst.begin(), kFirst.end(), [&](std::string_view kind) {
		return reference.starts_with(kind) && reference.substr(kind.size()).starts_with(" ");
	});
}

// The higher it stands on others, the sooner it goes.
std::string rank_of(std::string_view reference) {
	constexpr std::array<std::string_view, 10> kOrder{"event trigger", "publication", "policy", "rule",
		"trigger", "materialized view", "view", "statistics object", "constraint", "index"};
	constexpr std::array<std::string_view, 8> kLast{
		"table", "aggregate", "function", "sequence", "type", "server", "extension", "schema"};
	for (std::size_t i = 0; i < kOrder.size(); i++)
		if (reference.starts_with(kOrder[i]))
			return fmt::format("{:02}", i);
	for (std::size_t i = 0; i < kLast.size(); i++)
		if (reference.starts_with(kLast[i]))
			return fmt::format("{:02}", 80 + i);
	return "50";
}

} // namespace

Drops::Drops(const Changes &changes) : changes_(changes) {
	const auto add_defaults = [&](std::string_view kind, const auto &objects) {
		for (const auto &[name, object] : objects)
			for (const Column &column : object.columns)
				if (!column.default_value.empty())
					if (Reference own = default_reference(reference(kind, name), column.name);
						changes.dropped.contains(own))
						defaults_.emplace(std::move(own), ColumnName{name, column.name});
	};
	add_defaults(Table::kKind, changes.from.tables);
	add_defaults(View::kKind, changes.from.views);
	for (const auto &[needing, needed] : changes.from.dependencies)
		for (const Reference &one : needed)
			dependents_[Reference(whole_of(one))].push_back(needing);
	for (const auto &[name, constraint] : changes.from.constraints)
		if (!constraint.references.empty())
			referenced_.insert(constraint.references);
	for (const auto &[name, table] : changes.from.tables)
		if (!table.partition_of.empty())
			children_[table.partition_of].push_back(name);
	std::vector<ddl::Item> items = write();
	std::unordered_map<std::string_view, std::size_t> maker;
	for (std::size_t i = 0; i < items.size(); i++)
		maker.emplace(items[i].makes.front(), i);
	ddl::Edges edges(items.size());
	for (std::size_t i = 0; i < items.size(); i++)
		for (const Reference &needed : items[i].needs)
			if (const auto found = maker.find(needed); found != maker.end() && found->second != i)
				edges[i].push_back(found->second);
	apart_ = !ddl::circles(edges).empty();
	for (const Reference &dropped : changes.dropped)
		if (goes_with(dropped))
			parts_[gone(dropped)].push_back(dropped);
}

std::optional<Reference> Drops::default_goes_with(const Reference &dropped) const {
	const auto at = defaults_.find(dropped);
	if (at == defaults_.end())
		return {};
	const auto &[table, column] = at->second;
	const Reference whole =
		reference(changes_.from.tables.contains(table) ? Table::kKind : View::kKind, table);
	if (changes_.dropped.contains(whole))
		return apart_ ? std::nullopt : std::optional(whole);
	return {};
}

// What is dropped along with something else, and with what.
std::optional<Reference> Drops::goes_with(const Reference &dropped) const {
	if (dropped.starts_with("default "))
		return default_goes_with(dropped);
	const auto found = changes_.old_objects.find(dropped);
	if (found == changes_.old_objects.end())
		return {};
	const AnyObject &object = found->second;
	if (const Reference owner = owner_of(changes_.from, object);
		!owner.empty() && changes_.dropped.contains(owner)) {
		const bool is_foreign_key =
			object.kind == Constraint::kKind && as<Constraint>(object.object).type == "foreign key";
		if (!apart_ || !is_foreign_key)
			return owner;
	}
	if (object.kind == Sequence::kKind) {
		const Sequence &sequence = as<Sequence>(object.object);
		if (const auto table = changes_.to.tables.find(sequence.owned_by_table);
			table != changes_.to.tables.end())
			if (std::none_of(table->second.columns.begin(), table->second.columns.end(),
					[&](const Column &c) { return c.name == sequence.owned_by_column; }))
				return less_reference(reference(Table::kKind, sequence.owned_by_table));
	}
	const std::string attached_to = object.kind == Index::kKind ? as<Index>(object.object).attached_to
									: object.kind == Constraint::kKind
										? as<Constraint>(object.object).attached_to
										: std::string();
	if (!attached_to.empty())
		if (const Reference parent = Changes::index_or_constraint(changes_.old_key_indexes, attached_to);
			changes_.dropped.contains(parent))
			return parent;
	if (object.kind == Constraint::kKind && as<Constraint>(object.object).inherited) {
		const Constraint &constraint = as<Constraint>(object.object);
		const auto table = changes_.from.tables.find(constraint.table);
		Constraint above;
		above.name = constraint.name;
		above.table = table == changes_.from.tables.end() ? "" : table->second.partition_of;
		return reference(Constraint::kKind, identity(above));
	}
	if (object.kind == Trigger::kKind && as<Trigger>(object.object).inherited)
		return reference(Table::kKind, as<Trigger>(object.object).table);
	return {};
}

Reference Drops::gone(std::string_view dropped) const {
	Reference last(dropped);
	for (int steps = 0; steps < 1000; steps++) {
		std::optional<Reference> with = goes_with(last);
		if (!with)
			break;
		if (with->starts_with("less of "))
			return *with;
		last = std::move(*with);
	}
	return drop_reference(last);
}

std::vector<Reference> Drops::before(std::string_view reference, bool altered_too) const {
	std::vector<Reference> found;
	const auto dependents = dependents_.find(reference);
	if (dependents == dependents_.end())
		return found;
	for (const Reference &dependent : dependents->second) {
		const Reference whole(whole_of(dependent));
		if (whole == reference)
			continue;
		if (changes_.dropped.contains(whole))
			found.push_back(gone(whole));
		else if (altered_too && changes_.altered.contains(whole)) {
			found.push_back(whole);
			found.push_back(less_reference(whole));
		} else if (altered_too && changes_.created.contains(whole)) {
			found.push_back(whole); // a default that becomes another
		}
	}
	return found;
}

std::string Drops::sql_of(const Reference &dropped) const {
	if (const auto at = defaults_.find(dropped); at != defaults_.end())
		return fmt::format("ALTER {} ALTER COLUMN {} DROP DEFAULT;\n",
			changes_.from.tables.contains(at->second.first) ? "TABLE ONLY " + at->second.first
															: "VIEW " + at->second.first,
			identifier(at->second.second));
	const auto found = changes_.old_objects.find(dropped);
	return found == changes_.old_objects.end() ? std::string() : drop_sql(changes_.from, found->second);
}

// A partition of a table that foreign keys refer to has a part of those.
bool Drops::is_referenced_through_parent(const Identity &table) const {
	const std::string &parent = changes_.from.tables.at(table).partition_of;
	return !parent.empty() && changes_.to.tables.contains(parent) && referenced_.contains(parent);
}

ddl::Item Drops::item(const Reference &dropped) const {
	const bool is_early = is_first(dropped) || changes_.is_replaced(dropped);
	ddl::Item item{{is_early ? ddl::Section::drops : ddl::Section::last_drops, rank_of(dropped), 0, dropped},
		{drop_reference(dropped)}, before(dropped, true), {}, sql_of(dropped)};
	if (const auto found = changes_.old_objects.find(dropped); found != changes_.old_objects.end())
		if (const Reference owner = owner_of(changes_.from, found->second); owner.starts_with("table "))
			item.needs.push_back(detached(owner.substr(6))); // what is attached to another is no more, then
	if (dropped.starts_with("table ") && changes_.from.tables.at(dropped.substr(6)).server.empty()) {
		item.destroys_data = true;
		item.notes.push_back(fmt::format("the rows of {} are lost", dropped.substr(6)));
	}
	if (dropped.starts_with("table ") && is_referenced_through_parent(dropped.substr(6)))
		item.sql.insert(0, fmt::format("ALTER TABLE {} DETACH PARTITION {};\n",
							   changes_.from.tables.at(dropped.substr(6)).partition_of, dropped.substr(6)));
	if (dropped.starts_with("sequence ") && !changes_.is_replaced(dropped))
		item.destroys_data = true;
	return item;
}

// Columns that stay become the new type before the old one goes.
void Drops::keep_former_type(const Reference &type, std::vector<ddl::Item> &items) const {
	const Identity name = type.substr(5);
	const std::string former = former_name(changes_, name);
	const AnyObject &object = changes_.old_objects.at(type);
	ddl::Item last{{ddl::Section::last_drops, rank_of(type), 0, type}, {"last of " + type}, {type}, {},
		fmt::format("DROP {};\n", words_of(changes_.from, object).substr(0, 7) == "DOMAIN "
									  ? "DOMAIN " + qualified_like(name, former)
									  : "TYPE " + qualified_like(name, former))};
	for (const Reference &needed : before(type, true))
		last.needs.push_back(needed);
	items.push_back(std::move(last));
	std::string sql =
		fmt::format("ALTER {} RENAME TO {};\n", words_of(changes_.from, object), identifier(former));
	if (const auto range = changes_.from.ranges.find(name); range != changes_.from.ranges.end())
		sql += fmt::format(
			"ALTER TYPE {} RENAME TO {};\n", range->second.multirange, identifier(former + "_multirange"));
	items.push_back({{ddl::Section::drops, rank_of(type), 0, type}, {drop_reference(type)},
		before(type, false), {}, sql});
}

std::vector<ddl::Item> Drops::write() const {
	std::vector<ddl::Item> items;
	for (const Reference &dropped : changes_.dropped) {
		if (goes_with(dropped))
			continue;
		if (dropped.starts_with("type ") && changes_.converted_types.contains(dropped.substr(5))) {
			keep_former_type(dropped, items);
			continue;
		}
		items.push_back(item(dropped));
		// in case that the owner goes, too
		if (apart_)
			if (const auto found = changes_.old_objects.find(dropped); found != changes_.old_objects.end())
				for (const Reference &part : changes_.dropped)
					if (part.starts_with("constraint ") || part.starts_with("default "))
						if (const auto object = changes_.old_objects.find(part);
							object != changes_.old_objects.end() &&
							owner_of(changes_.from, object->second) == dropped && !goes_with(part))
							items.back().needs.push_back(drop_reference(part));
	}
	return items;
}

std::vector<Reference> Drops::before_parts(std::string_view gone_with) const {
	std::vector<Reference> found;
	if (const auto parts = parts_.find(gone_with); parts != parts_.end())
		for (const Reference &part : parts->second)
			for (Reference &needed : before(part, true))
				if (needed != gone_with)
					found.push_back(std::move(needed));
	return found;
}

std::vector<ddl::Item> Drops::items() const {
	std::vector<ddl::Item> items = write();
	for (ddl::Item &item : items)
		for (Reference &needed : before_parts(item.makes.front()))
			item.needs.push_back(std::move(needed));
	return items;
}

Reference Drops::detached(std::string_view partition) {
	return fmt::format("detachment of table {}", partition);
}

std::vector<ddl::Item> Drops::detachments() const {
	std::vector<ddl::Item> items;
	for (const auto &[name, from] : changes_.from.tables)
		if (!from.partition_of.empty() && changes_.is_attached_anew(name))
			items.push_back({{ddl::Section::drops, "70", 0, name}, {detached(name)}, {}, {},
				fmt::format("ALTER TABLE {} DETACH PARTITION {};\n", from.partition_of, name)});
	return items;
}

std::vector<Reference> Drops::places_free(const Identity &partitioned) const {
	std::vector<Reference> found;
	const auto children = children_.find(partitioned);
	if (children == children_.end())
		return found;
	for (const Identity &child : children->second)
		if (const Reference own = reference(Table::kKind, child); changes_.dropped.contains(own))
			found.push_back(gone(own));
		else if (changes_.is_attached_anew(child))
			found.push_back(detached(child));
	return found;
}

} // namespace pgmigrate::core::schema::diff_parts
