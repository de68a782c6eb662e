#include "extension/pg/value.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace pgmigrate::pg {

namespace {

constexpr int kMaxColumns = 24;

// An array of fixed-size elements passed by value.
template <class T>
Datum fixed_array(const std::vector<T> &values, Oid type, Datum (*to_datum)(T)) {
	auto *elements = static_cast<Datum *>(palloc(sizeof(Datum) * (values.size() + 1)));
	for (std::size_t i = 0; i < values.size(); i++)
		elements[i] = to_datum(values[i]);
	return PointerGetDatum(construct_array(
		elements, static_cast<int>(values.size()), type, sizeof(T), true, sizeof(T) == 8 ? 'd' : 'i'));
}

} // namespace

Datum text_datum(std::string_view text) {
	return PointerGetDatum(cstring_to_text_with_len(text.data(), static_cast<int>(text.size())));
}

Value Value::bigint(std::int64_t number) {
	Value value(0);
	value.kind_ = Kind::bigint;
	value.number_ = number;
	return value;
}

Value Value::optional_array(const std::optional<std::vector<std::string>> &array) {
	Value value(nullptr);
	value.kind_ = Kind::text_array;
	value.null_ = !array;
	value.array_ = array ? &*array : nullptr;
	return value;
}

Value Value::timestamp(std::optional<std::int64_t> moment) {
	Value value(0);
	value.kind_ = Kind::timestamp;
	value.null_ = !moment;
	value.number_ = moment.value_or(0);
	return value;
}

Oid Value::type() const {
	switch (kind_) {
	case Kind::boolean:
		return BOOLOID;
	case Kind::integer:
		return INT4OID;
	case Kind::bigint:
		return INT8OID;
	case Kind::text_array:
		return TEXTARRAYOID;
	case Kind::integer_array:
		return INT4ARRAYOID;
	case Kind::bigint_array:
		return INT8ARRAYOID;
	case Kind::timestamp:
		return TIMESTAMPTZOID;
	default:
		return TEXTOID;
	}
}

Datum Value::datum() const {
	if (null_)
		return static_cast<Datum>(0);
	switch (kind_) {
	case Kind::text:
		return text_datum(text_);
	case Kind::boolean:
		return BoolGetDatum(number_ != 0);
	case Kind::integer:
		return Int32GetDatum(static_cast<int32>(number_));
	case Kind::bigint:
		return Int64GetDatum(number_);
	case Kind::timestamp:
		return TimestampTzGetDatum(number_);
	case Kind::integer_array:
		return fixed_array<int>(*integers_, INT4OID, [](int v) { return Int32GetDatum(v); });
	case Kind::bigint_array:
		return fixed_array<std::int64_t>(*bigints_, INT8OID, [](std::int64_t v) { return Int64GetDatum(v); });
	case Kind::text_array:
		break;
	}
	auto *elements = static_cast<Datum *>(palloc(sizeof(Datum) * (array_->size() + 1)));
	for (std::size_t i = 0; i < array_->size(); i++)
		elements[i] = text_datum((*array_)[i]);
	return PointerGetDatum(
		construct_array(elements, static_cast<int>(array_->size()), TEXTOID, -1, false, 'i'));
}

namespace {

struct Bytes {
	const char *data;
	int size;
};

Bytes bytes_of(Datum datum) {
	return pg_call([&] {
		text *t = DatumGetTextPP(datum);
		return Bytes{VARDATA_ANY(t), static_cast<int>(VARSIZE_ANY_EXHDR(t))};
	});
}

[[noreturn]] void null_argument(const char *argument) {
	throw core::Error("22004", fmt::format("\"{}\" must not be null", argument));
}

} // namespace

std::optional<std::string> Arguments::text(int i) const {
	if (!has(i))
		return std::nullopt;
	Bytes bytes = bytes_of(fcinfo_->args[i].value);
	return std::string(bytes.data, bytes.size);
}

std::string Arguments::required_text(int i, const char *argument) const {
	auto value = text(i);
	if (!value)
		null_argument(argument);
	return *std::move(value);
}

int Arguments::integer(int i, const char *argument) const {
	if (!has(i))
		null_argument(argument);
	return DatumGetInt32(fcinfo_->args[i].value);
}

std::int64_t Arguments::bigint(int i, const char *argument) const {
	if (!has(i))
		null_argument(argument);
	return pg_call([&] { return DatumGetInt64(fcinfo_->args[i].value); });
}

namespace {

struct Elements {
	Datum *values;
	bool *nulls;
	int count;
};

Elements elements_of(Datum array, Oid type, int length, bool by_value, char alignment, const char *argument) {
	Elements elements = pg_call([&] {
		Elements e;
		deconstruct_array(
			DatumGetArrayTypeP(array), type, length, by_value, alignment, &e.values, &e.nulls, &e.count);
		return e;
	});
	if (std::find(elements.nulls, elements.nulls + elements.count, true) != elements.nulls + elements.count)
		null_argument(argument);
	return elements;
}

} // namespace

std::optional<std::vector<std::string>> Arguments::text_array(int i, const char *argument) const {
	if (!has(i))
		return std::nullopt;
	const Elements elements = elements_of(fcinfo_->args[i].value, TEXTOID, -1, false, 'i', argument);
	std::vector<std::string> result;
	result.reserve(elements.count);
	for (int n = 0; n < elements.count; n++) {
		Bytes bytes = bytes_of(elements.values[n]);
		result.emplace_back(bytes.data, bytes.size);
	}
	return result;
}

std::optional<std::vector<std::int64_t>> Arguments::bigint_array(int i, const char *argument) const {
	if (!has(i))
		return std::nullopt;
	const Elements elements =
		elements_of(fcinfo_->args[i].value, INT8OID, sizeof(std::int64_t), FLOAT8PASSBYVAL, 'd', argument);
	std::vector<std::int64_t> result;
	result.reserve(elements.count);
	for (int n = 0; n < elements.count; n++)
		result.push_back(DatumGetInt64(elements.values[n]));
	return result;
}

std::optional<std::string> Arguments::jsonb(int i) const {
	if (!has(i))
		return std::nullopt;
	return pg_call([&] { return DatumGetCString(DirectFunctionCall1(jsonb_out, fcinfo_->args[i].value)); });
}

ResultRows::ResultRows(FunctionCallInfo fcinfo)
	: set_(reinterpret_cast<ReturnSetInfo *>(fcinfo->resultinfo)) {
	pg_call([&] { InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC); });
}

void ResultRows::add(std::initializer_list<Value> row) {
	pg_call([&] {
		Datum values[kMaxColumns];
		bool nulls[kMaxColumns];
		int column = 0;
		if (row.size() > kMaxColumns)
			elog(ERROR, "too many columns");
		for (const Value &value : row) {
			values[column] = value.datum();
			nulls[column] = value.is_null();
			column++;
		}
		if (column != set_->setDesc->natts)
			elog(ERROR, "%d columns for a row of %d", column, set_->setDesc->natts);
		tuplestore_putvalues(set_->setResult, set_->setDesc, values, nulls);
	});
}

} // namespace pgmigrate::pg
