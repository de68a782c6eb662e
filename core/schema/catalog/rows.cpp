#include "core/schema/catalog/rows.hpp"

#include <stdexcept>

#include "core/schema/json.hpp"
#include "core/schema/snapshot.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

FieldSetter::Set setter_for(
	std::span<const FieldSetter> fields, std::span<const std::string> columns, std::size_t i, bool &known) {
	for (const FieldSetter &f : fields) {
		std::string_view column = columns[i];
		if (!column.starts_with(f.name))
			continue;
		column.remove_prefix(f.name.size());
		known = known || column.empty() || column == ".names" || column == ".schema" || column == ".name";
		if (column.empty())
			return f.set;
		if (column == ".names")
			return f.set_names;
		if (column == ".schema" && i + 1 < columns.size() && columns[i + 1] == std::string(f.name) + ".name")
			return f.set_qualified;
	}
	return nullptr;
}

} // namespace

RowReader::RowReader(std::span<const FieldSetter> fields, std::span<const std::string> columns) {
	for (std::size_t i = 0; i < columns.size(); i++) {
		if (columns[i][0] == '@')
			continue;
		bool known = false;
		if (FieldSetter::Set set = setter_for(fields, columns, i, known))
			steps_.push_back({set, i});
		else if (!known)
			throw std::logic_error("the column \"" + columns[i] + "\" of a catalog query fits no field");
	}
}

void RowReader::fill(Cells cells, void *value) const {
	for (const Step &step : steps_)
		if (cells[step.cell] != nullptr)
			step.set(value, &cells[step.cell]);
}

template <class T>
void take_json(const char *cell, T &value) {
	from_json_value(Json::parse(cell), value, "catalogs");
}

void take_names(const char *cell, std::vector<std::string> &value) {
	for (const Json &pair : Json::parse(cell))
		value.push_back(qualified(pair[0].get<std::string>(), pair[1].get<std::string>()));
}

template void take_json(const char *, std::vector<std::string> &);
template void take_json(const char *, Settings &);
template void take_json(const char *, Grants &);
template void take_json(const char *, std::vector<Column> &);
template void take_json(const char *, std::optional<IdentitySequence> &);
template void take_json(const char *, std::vector<IndexKey> &);
template void take_json(const char *, std::vector<Argument> &);
template void take_json(const char *, std::vector<DomainConstraint> &);
template void take_json(const char *, std::vector<FamilyOperator> &);
template void take_json(const char *, std::vector<FamilyFunction> &);
template void take_json(const char *, std::vector<TextSearchMapping> &);
template void take_json(const char *, std::vector<PublishedTable> &);

} // namespace pgmigrate::core::schema::catalog
