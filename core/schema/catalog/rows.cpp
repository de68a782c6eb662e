#include "core/schema/catalog/rows.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <stdexcept>

#include "core/schema/json.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

using Shape = ValueType::Shape;

// The cell as it is; everything made of parts as JSON.
void set_value(const char *const *cell, const ValueType &type, void *value) {
	switch (type.shape) {
	case Shape::text:
		as<std::string>(value) = *cell;
		break;
	case Shape::truth:
		as<bool>(value) = **cell == 't';
		break;
	case Shape::number:
		std::from_chars(*cell, *cell + std::strlen(*cell), as<std::int64_t>(value));
		break;
	case Shape::optional:
		if (type.inner->shape == Shape::text || type.inner->shape == Shape::number) {
			set_value(cell, *type.inner, type.add(value));
			break;
		}
		[[fallthrough]];
	default:
		from_json_value(Json::parse(*cell), type, value, "catalogs");
	}
}

// Two cells, "table.schema" and "table.name".
void set_qualified(const char *const *cell, const ValueType &, void *value) {
	as<std::string>(value) = qualified(cell[0], cell[1]);
}

// One, "inherits.names", as JSON of pairs of schema and name.
void set_names(const char *const *cell, const ValueType &, void *value) {
	for (const Json &pair : Json::parse(*cell))
		as<std::vector<std::string>>(value).push_back(
			qualified(pair[0].get<std::string>(), pair[1].get<std::string>()));
}

} // namespace

// nullptr for a column that another one's setter reads, and where the field cannot be made so
RowReader::Set RowReader::setter(const Field &field, std::string_view suffix) {
	if (suffix.empty())
		return set_value;
	if (suffix == ".schema" && field.type->shape == Shape::text)
		return set_qualified;
	if (suffix == ".names" && field.type == &Described<std::vector<std::string>>::type)
		return set_names;
	return nullptr;
}

RowReader::RowReader(std::span<const Field> fields, std::span<const std::string> columns) {
	for (std::size_t i = 0; i < columns.size(); i++) {
		const std::string_view column = columns[i];
		if (column[0] == '@')
			continue;
		const std::size_t dot = std::min(column.find('.'), column.size());
		const std::string_view suffix = column.substr(dot);
		const auto found = std::ranges::find(fields, column.substr(0, dot), &Field::name);
		if (suffix == ".name" && i > 0 && columns[i - 1] == std::string(column.substr(0, dot)) + ".schema")
			continue;
		const Set set = found != fields.end() ? setter(*found, suffix) : nullptr;
		if (set == nullptr)
			throw std::logic_error("the column \"" + columns[i] + "\" of a catalog query fits no field");
		steps_.push_back({&*found, set, i});
	}
}

void RowReader::fill(Cells cells, void *value) const {
	for (const Step &step : steps_)
		if (cells[step.cell] != nullptr)
			step.set(&cells[step.cell], *step.field->type, step.field->of(value));
}

} // namespace pgmigrate::core::schema::catalog
