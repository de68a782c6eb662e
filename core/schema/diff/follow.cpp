// What cannot stay because of what it stands on.
#include <algorithm>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/schema/diff/changes.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

namespace {

// Nothing is lost where these are made again.
bool can_be_made_again(const AnyObject &object) {
	for (std::string_view kind :
		{"schema", "sequence", "extension", "language", "access method", "publication"})
		if (object.kind == kind)
			return false;
	return object.kind != Table::kKind || !as<Table>(object.object).server.empty();
}

class Following {
public:
	explicit Following(Changes &changes) : changes_(changes) {
		for (const auto &[needing, needed] : changes.from.dependencies)
			for (const Reference &one : needed)
				dependents_[Reference(whole_of(one))].push_back(needing);
		for (const auto &[name, index] : changes.from.indexes)
			add_attached(reference(Index::kKind, name), index.attached_to);
		for (const auto &[name, constraint] : changes.from.constraints)
			add_attached(reference(Constraint::kKind, name), constraint.attached_to);
	}

	void run() {
		for (const Reference &gone : changes_.dropped)
			waiting_.push_back(gone);
		for (const auto &[table, column] : changes_.retyped)
			leave_column(table, column, false);
		for (const auto &[table, column] : changes_.remade)
			leave_column(table, column, true);
		while (!waiting_.empty()) {
			const Reference gone = std::move(waiting_.back());
			waiting_.pop_back();
			if (const auto found = dependents_.find(gone); found != dependents_.end())
				for (const Reference &dependent : found->second)
					leave(dependent, gone);
		}
	}

private:
	// What is attached to another goes with it.
	void add_attached(const Reference &own, const std::string &to) {
		if (!to.empty())
			dependents_[Changes::index_or_constraint(changes_.old_key_indexes, to)].push_back(own);
	}

	// What is attached to another can go with that alone.
	void replace(const Reference &reference) {
		if (const Reference whole = attached_to(reference); !whole.empty() && changes_.stays(whole)) {
			replace(whole);
			return;
		}
		changes_.replace(reference);
		waiting_.push_back(reference);
	}

	Reference attached_to(const Reference &reference) const {
		const auto found = changes_.old_objects.find(reference);
		if (found == changes_.old_objects.end())
			return {};
		const AnyObject &object = found->second;
		const std::string to = object.kind == Index::kKind        ? as<Index>(object.object).attached_to
							   : object.kind == Constraint::kKind ? as<Constraint>(object.object).attached_to
																  : std::string();
		return to.empty() ? Reference() : Changes::index_or_constraint(changes_.old_key_indexes, to);
	}

	bool needs(const Reference &dependent, const Reference &needed) const {
		const auto found = changes_.to.dependencies.find(dependent);
		return found != changes_.to.dependencies.end() &&
			   std::any_of(found->second.begin(), found->second.end(),
				   [&](const Reference &one) { return whole_of(one) == needed; });
	}

	// A default goes first where what it stands on goes, also where it becomes another.
	void leave_default(const Reference &dependent, const Reference &gone) {
		const bool is_still_needed = needs(dependent, gone);
		if (changes_.dropped.contains(dependent) ||
			(!is_still_needed && !changes_.created.contains(dependent)))
			return;
		changes_.dropped.insert(dependent);
		if (is_still_needed)
			changes_.created.insert(dependent);
	}

	// `dependent` stands on what is dropped or made again.
	void leave(const Reference &dependent, const Reference &gone) {
		if (dependent.starts_with("default ")) {
			leave_default(dependent, gone);
			return;
		}
		const Reference whole(whole_of(dependent));
		if (!changes_.stays(whole))
			return;
		const bool is_still_needed = needs(dependent, gone);
		if (changes_.altered.contains(whole) && !is_still_needed)
			return;
		const AnyObject &object = changes_.old_objects.at(whole);
		if (can_be_made_again(object) && object.kind != Table::kKind)
			replace(whole);
		else if (object.kind == Table::kKind)
			convert(*object.identity, gone, is_still_needed);
	}

	// A table keeps its rows: its columns become the type's successor, or are computed again.
	void convert(const Identity &table, const Reference &gone, bool is_still_needed) {
		const Table &from = changes_.from.tables.at(table);
		for (std::string_view kind : {"view ", "materialized view "})
			if (gone.starts_with(kind))
				refuse_row_type(table, gone.substr(kind.size()), "");
		if (gone.starts_with("type ")) {
			const Identity type = gone.substr(5);
			if (!is_still_needed)
				return;
			changes_.converted_types.insert(type);
			for (const Column &column : from.columns)
				if (mentions(column.type, type))
					if (changes_.retyped.emplace(table, column.name).second)
						leave_column(table, column.name, false);
		} else if (gone.starts_with("function ")) {
			const Identity name = gone.substr(9);
			for (const Column &column : from.columns)
				if (!column.generated.empty() &&
					mentions(column.default_value, name.substr(0, name.find('('))) &&
					changes_.remade.emplace(table, column.name).second)
					leave_column(table, column.name, true);
		}
	}

	// Whether a view's columns are rows of the table, which name no column of it.
	static bool holds_rows(const AnyObject &object, const Identity &table) {
		const std::vector<Column> *columns = object.kind == View::kKind ? &as<View>(object.object).columns
											 : object.kind == MaterializedView::kKind
												 ? &as<MaterializedView>(object.object).columns
												 : nullptr;
		return columns != nullptr && std::any_of(columns->begin(), columns->end(),
										 [&](const Column &c) { return mentions(c.type, table); });
	}

	// Values of a table's row type are kept as they are.
	void refuse_row_type(const Identity &holder, const Identity &table, const std::string &changed) {
		const Table &to = changes_.to.tables.at(holder);
		for (const Column &column : changes_.from.tables.at(holder).columns)
			for (const Column &kept : to.columns)
				if (kept.name == column.name && mentions(column.type, table) && mentions(kept.type, table))
					throw Error("0A000",
						fmt::format(
							"column {} of table {} cannot become another", identifier(changed), table),
						fmt::format("Column {} of table {} holds rows of that table, as the type {}.",
							identifier(column.name), holder, column.type),
						"Write this one by hand: keep those values in another type meanwhile.");
	}

	// What was made of a column that becomes another.
	void leave_column(const Identity &table, const std::string &column, bool wholly) {
		const auto found = dependents_.find(reference(Table::kKind, table));
		if (found == dependents_.end())
			return;
		for (const Reference &dependent : found->second) {
			const Reference whole(whole_of(dependent));
			if (!changes_.stays(whole))
				continue;
			const AnyObject &object = changes_.old_objects.at(whole);
			if (object.kind == Table::kKind)
				refuse_row_type(*object.identity, table, column);
			const bool follows = object.kind == Index::kKind || object.kind == Constraint::kKind ||
								 object.kind == Statistics::kKind;
			if ((!follows || wholly) && object.kind != Table::kKind && object.kind != Sequence::kKind &&
				(mentions(object, column) || holds_rows(object, table)))
				replace(whole);
		}
	}

	Changes &changes_;
	std::map<Reference, std::vector<Reference>, std::less<>> dependents_;
	std::vector<Reference> waiting_;
};

} // namespace

void follow_dependencies(Changes &changes) {
	Following(changes).run();
}

} // namespace pgmigrate::core::schema::diff_parts
