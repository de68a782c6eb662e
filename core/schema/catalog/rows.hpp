// The way from a row of a catalog query to a value: by the names of the fields.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/schema/quote.hpp"
#include "core/schema/read_snapshot.hpp"

namespace pgmigrate::core::schema::catalog {

// Fills values from the rows of one query. Columns whose names begin with "@" are for whoever asks.
class RowReader {
public:
	// Throws std::logic_error for a column that fits no field.
	RowReader(std::span<const Field> fields, std::span<const std::string> columns);
	template <class T>
	void read(Cells cells, T &value) const {
		fill(cells, &value);
	}

private:
	// What a field is made from one cell or, where that names another object, from two.
	using Set = void (*)(const char *const *cell, const ValueType &type, void *value);
	struct Step {
		const Field *field;
		Set set;
		std::size_t cell;
	};
	static Set setter(const Field &field, std::string_view suffix);
	void fill(Cells cells, void *value) const;

	std::vector<Step> steps_;
};

} // namespace pgmigrate::core::schema::catalog
