// The way from a row of a catalog query to a value: by the names of the fields.
#pragma once
#include <array>
#include <charconv>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "core/schema/quote.hpp"
#include "core/schema/read_snapshot.hpp"

namespace pgmigrate::core::schema::catalog {

// What a field is made from one cell or, where that names another object, from two. Each is nullptr where the field cannot be
// made so.
struct FieldSetter {
	using Set = void (*)(void *value, const char *const *cell);
	std::string_view name;
	Set set = nullptr;           // the cell as it is; everything made of parts as JSON
	Set set_qualified = nullptr; // two cells, "table.schema" and "table.name"
	Set set_names = nullptr;     // one, "inherits.names", as JSON of pairs
};

// Everything made of parts. Defined for the types that fields have, where the JSON library is.
template <class T>
void take_json(const char *cell, T &value);
// JSON of pairs of schema and name, as texts.
void take_names(const char *cell, std::vector<std::string> &value);

template <class T>
void take_cell(const char *cell, T &value) {
	if constexpr (std::is_same_v<T, std::string>)
		value = cell;
	else if constexpr (std::is_same_v<T, bool>)
		value = *cell == 't';
	else if constexpr (std::is_integral_v<T>)
		std::from_chars(cell, cell + std::strlen(cell), value);
	else if constexpr (std::is_same_v<T, std::optional<std::int64_t>> ||
					   std::is_same_v<T, std::optional<std::string>>)
		take_cell(cell, value.emplace());
	else
		take_json(cell, value);
}

template <class T, std::size_t N>
constexpr FieldSetter setter() {
	constexpr auto f = std::get<N>(T::fields());
	using Value = std::remove_reference_t<decltype(std::declval<T &>().*f.member)>;
	FieldSetter result{f.name, [](void *value, const char *const *cell) {
						   take_cell(*cell, static_cast<T *>(value)->*std::get<N>(T::fields()).member);
					   }};
	if constexpr (std::is_same_v<Value, std::string>)
		result.set_qualified = [](void *value, const char *const *cell) {
			static_cast<T *>(value)->*std::get<N>(T::fields()).member = qualified(cell[0], cell[1]);
		};
	if constexpr (std::is_same_v<Value, std::vector<std::string>>)
		result.set_names = [](void *value, const char *const *cell) {
			take_names(*cell, static_cast<T *>(value)->*std::get<N>(T::fields()).member);
		};
	return result;
}

// Those of a kind's fields, in their order.
template <class T>
std::span<const FieldSetter> setters() {
	constexpr std::size_t count = std::tuple_size_v<decltype(T::fields())>;
	static const auto all = []<std::size_t... N>(std::index_sequence<N...>) {
		return std::array<FieldSetter, count>{setter<T, N>()...};
	}
	(std::make_index_sequence<count>());
	return all;
}

// Fills values from the rows of one query. Columns whose names begin with "@" are for whoever asks.
class RowReader {
public:
	// Throws std::logic_error for a column that fits no field.
	RowReader(std::span<const FieldSetter> fields, std::span<const std::string> columns);
	template <class T>
	void read(Cells cells, T &value) const {
		fill(cells, &value);
	}

private:
	struct Step {
		FieldSetter::Set set;
		std::size_t cell;
	};
	void fill(Cells cells, void *value) const;

	std::vector<Step> steps_;
};

} // namespace pgmigrate::core::schema::catalog
