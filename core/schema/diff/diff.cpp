#include "core/schema/diff/diff.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/ddl/order.hpp"
#include "core/schema/default_reference.hpp"
#include "core/schema/diff/changes.hpp"
#include "core/schema/diff/drops.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema {

namespace diff_parts {

namespace {

using References = std::set<Reference, std::less<>>;

// The pieces of a change: what is dropped, altered and made.
class Pieces {
public:
	explicit Pieces(const Changes &changes) : changes_(changes), drops_(changes) {
		for (const auto &[name, constraint] : changes.to.constraints)
			if (Reference own = reference(Constraint::kKind, name);
				changes.created.contains(own) &&
				!changes.created.contains(reference(Table::kKind, constraint.table)))
				apart_.insert(std::move(own));
		for (const Reference &created : changes.created)
			if (created.starts_with("default "))
				apart_.insert(created);
		for (const Reference &dropped : changes.dropped) {
			for (std::string &name : taken_names(changes.old_objects, dropped))
				names_[std::move(name)].push_back(dropped);
			if (dropped.starts_with("operator "))
				dropped_operators_.push_back(dropped);
		}
		for (const auto &[name, constraint] : changes.from.constraints)
			if (Reference own = reference(Constraint::kKind, name);
				constraint.type == "primary key" && changes.dropped.contains(own))
				former_keys_.emplace(constraint.table, std::move(own));
		add_defaults(Table::kKind, changes.to.tables);
		add_defaults(View::kKind, changes.to.views);
		for (const auto &[name, index] : changes.to.indexes)
			add_attached(index, reference(Index::kKind, name));
		for (const auto &[name, constraint] : changes.to.constraints)
			add_attached(constraint, reference(Constraint::kKind, name));
	}

	std::vector<ddl::Item> write(const References &separate) const {
		References all = apart_;
		all.insert(separate.begin(), separate.end());
		std::vector<ddl::Item> items = drops_.items();
		for (ddl::Item &item : drops_.detachments())
			items.push_back(std::move(item));
		alterations(items);
		attachments(items);
		for (ddl::Item &item : ddl::write_all(changes_.to, all))
			if (is_chosen(item))
				create(items, std::move(item));
		return items;
	}

private:
	// The defaults of relations that are made.
	template <class T>
	void add_defaults(std::string_view kind, const Objects<T> &objects) {
		for (const auto &[name, object] : objects)
			if (const Reference relation = reference(kind, name); changes_.created.contains(relation))
				for (const Column &column : object.columns)
					if (!column.default_value.empty())
						defaults_.insert(default_reference(relation, column.name));
	}

	// A new partition gets an index by itself for each that its table has already, but where it brings one.
	template <class T>
	void add_attached(const T &object, const Reference &own) {
		if (object.attached_to.empty() || !changes_.created.contains(own))
			return;
		if (!changes_.created.contains(
				Changes::index_or_constraint(changes_.new_key_indexes, object.attached_to)))
			before_attachment_[ddl::attachment(object.table)].push_back(own);
	}

	// What it is called among tables and types, which relations are, too.
	static std::vector<std::string> taken_names(
		const ObjectsByReference &objects, const Reference &reference) {
		const auto found = objects.find(reference);
		if (found == objects.end())
			return {};
		const AnyObject &object = found->second;
		if (object.type == &Described<RangeType>::type)
			return {*object.identity, as<RangeType>(object.object).multirange};
		for (std::string_view kind : {"table", "view", "materialized view", "index", "sequence", "type"})
			if (object.kind == kind)
				return {*object.identity};
		if (object.kind != Constraint::kKind)
			return {};
		const Constraint &constraint = as<Constraint>(object.object);
		if (constraint.type == "check" || constraint.type == "foreign key")
			return {};
		return {qualified_like(constraint.table, constraint.name)};
	}

	bool is_chosen(const ddl::Item &item) const {
		const auto is_created = [&](const Reference &made) {
			constexpr std::string_view kAttachment = "attachment of ";
			const Reference whole(made.starts_with(kAttachment)
									  ? std::string_view(made).substr(kAttachment.size())
									  : whole_of(made));
			return changes_.created.contains(whole) || defaults_.contains(made);
		};
		// What has no name of its own joins two things.
		const std::vector<Reference> &of = item.makes.empty() ? item.needs : item.makes;
		return std::any_of(of.begin(), of.end(), is_created);
	}

	static std::string_view attached_table(std::string_view made) {
		const std::string attachment = ddl::attachment("");
		return made.starts_with(attachment) ? made.substr(attachment.size()) : std::string_view();
	}

	// Where an index is attached, its table has to be.
	void after_attachment(ddl::Item &item) const {
		const auto found = changes_.new_objects.find(item.needs.front());
		if (found == changes_.new_objects.end())
			return;
		const AnyObject &object = found->second;
		if (object.kind == Index::kKind)
			item.needs.push_back(ddl::attachment(as<Index>(object.object).table));
		else if (object.kind == Constraint::kKind)
			item.needs.push_back(ddl::attachment(as<Constraint>(object.object).table));
	}

	void create(std::vector<ddl::Item> &items, ddl::Item item) const {
		if (item.makes.empty() && !item.needs.empty())
			after_attachment(item);
		for (const Reference &made : std::vector(item.makes)) {
			const Reference whole(whole_of(made));
			if (changes_.dropped.contains(whole))
				item.needs.push_back(drops_.gone(whole));
			for (const std::string &name : taken_names(changes_.new_objects, whole))
				if (const auto found = names_.find(name); found != names_.end())
					for (const Reference &dropped : found->second)
						item.needs.push_back(drops_.gone(dropped));
			// Operators name each other, and share their places in families.
			if (whole.starts_with("operator "))
				for (const Reference &dropped : dropped_operators_)
					item.needs.push_back(drops_.gone(dropped));
			if (const auto table = changes_.to.tables.find(attached_table(made));
				table != changes_.to.tables.end())
				for (Reference &needed : drops_.places_free(table->second.partition_of))
					item.needs.push_back(std::move(needed));
			if (const auto found = before_attachment_.find(made); found != before_attachment_.end())
				item.needs.insert(item.needs.end(), found->second.begin(), found->second.end());
			after_former_key(whole, item);
			if (const auto table = changes_.new_objects.find(made);
				table != changes_.new_objects.end() && table->second.kind == Table::kKind)
				after_inherited_defaults(as<Table>(table->second.object), item);
			if (made == "schema public")
				item.sql.insert(0, "CREATE SCHEMA IF NOT EXISTS public;\n");
		}
		items.push_back(std::move(item));
	}

	// What inherits from a table is born with its defaults.
	void after_inherited_defaults(const Table &table, ddl::Item &item) const {
		for (const Identity &parent : table.inherits)
			for (const Column &column : table.columns)
				if (Reference own = default_reference(reference(Table::kKind, parent), column.name);
					changes_.created.contains(own))
					item.needs.push_back(std::move(own));
	}

	// A table has one primary key at a time.
	void after_former_key(const Reference &made, ddl::Item &item) const {
		const auto found = changes_.new_objects.find(made);
		if (found == changes_.new_objects.end() || found->second.kind != Constraint::kKind)
			return;
		const Constraint &constraint = as<Constraint>(found->second.object);
		if (constraint.type != "primary key")
			return;
		if (const auto former = former_keys_.find(constraint.table); former != former_keys_.end())
			item.needs.push_back(drops_.gone(former->second));
	}

	static ddl::Place place_of(const AnyObject &object) {
		using ddl::Section;
		struct Home {
			std::string_view kind;
			Section section;
		};
		for (const Home &home : {Home{"schema", Section::schemas}, Home{"extension", Section::extensions},
				 Home{"type", Section::types}, Home{"function", Section::functions},
				 Home{"sequence", Section::sequences}, Home{"table", Section::tables},
				 Home{"view", Section::views}, Home{"materialized view", Section::views},
				 Home{"publication", Section::publications}, Home{"event trigger", Section::event_triggers},
				 Home{"default acl", Section::privileges}})
			if (object.kind == home.kind)
				return {home.section, *object.identity};
		return {Section::tables, *object.identity, ddl::kAfterTable};
	}

	static std::vector<Reference> made_by(const Reference &reference) {
		return {
			reference, query_reference(reference), body_reference(reference), members_reference(reference)};
	}

	void alterations(std::vector<ddl::Item> &items) const {
		for (const auto &[reference, alteration] : changes_.altered) {
			if (changes_.dropped.contains(reference))
				continue;
			const AnyObject &object = changes_.new_objects.at(reference);
			// What the object itself becomes does not wait for what leaves it.
			ddl::Item item{
				place_of(object), made_by(reference), {}, {}, alteration.sql, {}, false, alteration.commits};
			if (object.kind != Schema::kKind)
				item.needs = before_with_children(object, reference, false);
			if (object.kind == Table::kKind)
				add_parents(as<Table>(object.object), item);
			if (object.kind == Sequence::kKind)
				if (const std::string &table = as<Sequence>(object.object).owned_by_table; !table.empty())
					item.needs.push_back(schema::reference(Table::kKind, table));
			ddl::Item last{{ddl::Section::last_drops, "00", 0, reference}, {less_reference(reference)}, {},
				{}, alteration.afterwards};
			item.notes = alteration.notes;
			item.destroys_data = alteration.destroys_data;
			last.notes = alteration.notes_afterwards;
			last.destroys_data = alteration.destroys_data_afterwards;
			if (!alteration.afterwards.empty()) {
				last.needs = before_with_children(object, reference, true);
				last.needs.push_back(reference);
				for (Reference &needed : drops_.before_parts(less_reference(reference)))
					if (needed != less_reference(reference))
						last.needs.push_back(std::move(needed));
				items.push_back(std::move(last));
			}
			items.push_back(std::move(item));
		}
		for (const auto &[name, table] : changes_.to.tables)
			follow_parents(items, name, table);
	}

	std::vector<Reference> before_with_children(
		const AnyObject &object, const Reference &reference, bool altered_too) const {
		std::vector<Reference> found = drops_.before(reference, altered_too);
		if (object.kind != Table::kKind)
			return found;
		for (const Identity &child : changes_.descendants(*object.identity))
			for (Reference &one : drops_.before(schema::reference(Table::kKind, child), altered_too))
				if (!one.starts_with("less of ") && one != reference)
					found.push_back(std::move(one));
		return found;
	}

	// What a table inherits is changed by what changes its parents.
	void follow_parents(std::vector<ddl::Item> &items, const Identity &name, const Table &table) const {
		const Reference own = reference(Table::kKind, name);
		if ((table.inherits.empty() && table.partition_of.empty()) || !changes_.stays(own) ||
			changes_.altered.contains(own))
			return;
		ddl::Item item{{ddl::Section::tables, name}, {own}, {}, {}, {}};
		add_parents(table, item);
		items.push_back(std::move(item));
	}

	static void add_parents(const Table &table, ddl::Item &item) {
		for (const Identity &parent : table.inherits)
			item.needs.push_back(reference(Table::kKind, parent));
		if (!table.partition_of.empty())
			item.needs.push_back(reference(Table::kKind, table.partition_of));
	}

	void attachments(std::vector<ddl::Item> &items) const {
		for (const auto &[name, table] : changes_.to.tables) {
			if (table.partition_of.empty() || !changes_.is_attached_anew(name))
				continue;
			ddl::Item item{{ddl::Section::tables, name, ddl::kAfterTable}, {ddl::attachment(name)},
				drops_.places_free(table.partition_of), {},
				fmt::format("ALTER TABLE {} ATTACH PARTITION {} {};\n", table.partition_of, name,
					table.partition_bound)};
			item.needs.push_back(reference(Table::kKind, table.partition_of));
			item.needs.push_back(reference(Table::kKind, name));
			if (const auto found = before_attachment_.find(ddl::attachment(name));
				found != before_attachment_.end())
				item.needs.insert(item.needs.end(), found->second.begin(), found->second.end());
			item.notes.push_back(fmt::format(
				"{} becomes a partition: it is read through, and rows that do not belong in it are an error",
				name));
			items.push_back(std::move(item));
		}
	}

	const Changes &changes_;
	const Drops drops_;
	References apart_;
	std::map<std::string, std::vector<Reference>, std::less<>>
		names_;                                              // of relations and types that are dropped
	std::vector<Reference> dropped_operators_;               // with their classes and families
	std::map<Identity, Reference, std::less<>> former_keys_; // dropped primary keys, by table
	References defaults_;
	std::map<Reference, std::vector<Reference>, std::less<>> before_attachment_;
};

// New values of an enum can be used only once they are committed.
void keep_needed_commits(std::vector<MigrationPiece> &pieces) {
	for (std::size_t i = 0; i < pieces.size(); i++) {
		if (!pieces[i].commits)
			continue;
		bool is_used = false;
		constexpr std::string_view kAdd = " ADD VALUE ";
		for (auto at = pieces[i].sql.find(kAdd); at != std::string::npos;
			 at = pieces[i].sql.find(kAdd, at + 1)) {
			const auto begin = at + kAdd.size();
			const std::string value =
				pieces[i].sql.substr(begin, pieces[i].sql.find('\'', begin + 1) + 1 - begin);
			for (std::size_t j = i + 1; j < pieces.size() && !is_used; j++)
				is_used = pieces[j].sql.find(value) != std::string::npos;
		}
		pieces[i].commits = is_used;
	}
}

} // namespace

} // namespace diff_parts

std::vector<MigrationPiece> diff(const Snapshot &from, const Snapshot &to, CompareOptions options) {
	using namespace diff_parts;
	options.owners = options.owners && from.owners && to.owners;
	options.privileges = options.privileges && from.privileges && to.privileges;
	Changes changes(from, to, options);
	classify(changes);
	follow_dependencies(changes);
	alter_tables(changes);
	const Pieces writer(changes);
	std::vector<MigrationPiece> pieces;
	for (ddl::Item &item : ddl::ordered(
			 to, [&](const std::set<Reference, std::less<>> &separate) { return writer.write(separate); }))
		if (!item.sql.empty())
			pieces.push_back({std::move(item.sql), std::move(item.notes), item.destroys_data, item.commits});
	keep_needed_commits(pieces);
	return pieces;
}

std::string migration_sql(const std::vector<MigrationPiece> &pieces) {
	std::string sql;
	for (const MigrationPiece &piece : pieces) {
		if (!sql.empty())
			sql += "\n";
		for (const std::string &note : piece.notes)
			sql += fmt::format("-- Note: {}.\n", note);
		sql += piece.sql;
		if (piece.commits)
			sql += "COMMIT;\n";
	}
	return sql;
}

} // namespace pgmigrate::core::schema
