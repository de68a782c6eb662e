// Statements on pgmigrate's own tables: run as the extension's owner, names pinned, only round themselves.
#pragma once
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extension/pg/value.hpp"

namespace pgmigrate::pg {

// One row of an answer; texts are views that live until own_statements ends.
class Row {
public:
	struct Cell {
		const char *data;
		std::int64_t
			number; // of boolean, integer, bigint, timestamptz, pg_ddl_command (its address); bytes of a text; elements of a text[]
		bool null;
	};
	explicit Row(const Cell *cells) : cells_(cells) {}
	bool is_null(int i) const { return cells_[i].null; }
	std::string_view text(int i) const {
		return cells_[i].null ? std::string_view() : std::string_view(cells_[i].data, cells_[i].number);
	}
	std::string string(int i) const { return std::string(text(i)); }
	std::optional<std::string> optional_string(int i) const {
		return cells_[i].null ? std::nullopt : std::optional<std::string>(text(i));
	}
	// The elements of a text[]; none for null.
	std::vector<std::string> list(int i) const;
	std::int64_t number(int i) const { return cells_[i].number; }
	std::optional<std::int64_t> optional_number(int i) const {
		return cells_[i].null ? std::nullopt : std::optional(cells_[i].number);
	}
	std::optional<int> optional_integer(int i) const {
		return cells_[i].null ? std::nullopt : std::optional(static_cast<int>(cells_[i].number));
	}
	bool truth(int i) const { return !cells_[i].null && cells_[i].number != 0; }

private:
	const Cell *cells_;
};

enum class SnapshotKind {
	caller, // the calling query's: for functions that only look
	fresh,  // a new one, as every statement of a READ COMMITTED transaction has
	latest, // what is committed now, whatever the isolation level
};

using RowReader = std::function<void(const Row &)>;

// Runs `sql`, a literal whose plan is kept for the session, inside own_statements. Columns are text, text[], boolean,
// integer, bigint or timestamptz. Returns the number of rows.
std::size_t query(const char *sql, std::initializer_list<Value> parameters, const RowReader &read,
	SnapshotKind snapshot = SnapshotKind::fresh);
// The same for a statement that writes.
std::size_t execute(const char *sql, std::initializer_list<Value> parameters);
// Runs a query and answers the set-returning function with its rows.
void answer_with(FunctionCallInfo fcinfo, const char *sql, std::initializer_list<Value> parameters);

// The owner of pgmigrate's tables.
Oid extension_owner();
// In a process of ours in a database that has no such tables: whose part the owner takes there.
void set_extension_owner(Oid owner);
// The owner of a table, or InvalidOid where there is no such table.
Oid table_owner(Oid table);

// Identity, search_path and SPI for own statements, between enter and leave. After an error nobody leaves: the abort of
// the (sub)transaction puts all three back.
class OwnStatements {
public:
	OwnStatements();
	void leave();

private:
	Oid user_;
	int security_context_;
	int settings_level_;
	bool snapshot_; // pushed, where no statement that is running had one
};

template <class F>
auto own_statements(F &&f) {
	OwnStatements own;
	if constexpr (std::is_void_v<std::invoke_result_t<F &>>) {
		f();
		own.leave();
	} else {
		auto result = f();
		own.leave();
		return result;
	}
}

} // namespace pgmigrate::pg
