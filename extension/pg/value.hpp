// Values on their way into a query or out of a function: C++ on one side, Datum and type on the other.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extension/pg/guard.hpp"

namespace pgmigrate::pg {

// A view of a value; what it looks at must outlive it.
class Value {
public:
	Value(std::nullptr_t) : kind_(Kind::text), null_(true) {}
	Value(std::string_view text) : kind_(Kind::text), text_(text) {}
	Value(const std::string &text) : Value(std::string_view(text)) {}
	Value(const char *text) : Value(std::string_view(text)) {}
	Value(const std::optional<std::string> &text) : kind_(Kind::text), null_(!text) {
		if (text)
			text_ = *text;
	}
	Value(bool truth) : kind_(Kind::boolean), number_(truth) {}
	Value(int number) : kind_(Kind::integer), number_(number) {}
	Value(std::optional<int> number) : kind_(Kind::integer), null_(!number), number_(number.value_or(0)) {}
	Value(const std::vector<std::string> &array) : kind_(Kind::text_array), array_(&array) {}
	Value(const std::vector<int> &array) : kind_(Kind::integer_array), integers_(&array) {}
	Value(const std::vector<std::int64_t> &array) : kind_(Kind::bigint_array), bigints_(&array) {}
	static Value bigint(std::int64_t number);
	// Null without.
	static Value optional_array(const std::optional<std::vector<std::string>> &array);
	// A moment, microseconds since 2000-01-01 UTC as the server counts.
	static Value timestamp(std::optional<std::int64_t> moment);

	bool is_null() const { return null_; }
	// The type a query parameter of this value has, null or not: a kept plan is made for one type.
	Oid type() const;
	// Allocates in the current memory context; call inside pg_call.
	Datum datum() const;

private:
	enum class Kind { text, boolean, integer, bigint, text_array, integer_array, bigint_array, timestamp };
	Kind kind_;
	bool null_ = false;
	std::string_view text_;
	std::int64_t number_ = 0;
	const std::vector<std::string> *array_ = nullptr;
	const std::vector<int> *integers_ = nullptr;
	const std::vector<std::int64_t> *bigints_ = nullptr;
};

// Unpacks the arguments of an SQL function.
class Arguments {
public:
	explicit Arguments(FunctionCallInfo fcinfo) : fcinfo_(fcinfo) {}
	bool has(int i) const { return i < fcinfo_->nargs && !fcinfo_->args[i].isnull; }
	std::optional<std::string> text(int i) const;
	// Throws 22004 naming the argument if it is null.
	std::string required_text(int i, const char *argument) const;
	bool boolean(int i) const { return has(i) && DatumGetBool(fcinfo_->args[i].value); }
	int integer(int i, const char *argument) const;
	std::int64_t bigint(int i, const char *argument) const;
	// Throws 22004 for a null element.
	std::optional<std::vector<std::string>> text_array(int i, const char *argument) const;
	std::optional<std::vector<std::int64_t>> bigint_array(int i, const char *argument) const;
	// As jsonb prints itself.
	std::optional<std::string> jsonb(int i) const;

private:
	FunctionCallInfo fcinfo_;
};

// The rows a set-returning function answers with, materialized: a caller's LIMIT 1 cannot stop it half way.
class ResultRows {
public:
	explicit ResultRows(FunctionCallInfo fcinfo);
	void add(std::initializer_list<Value> row);

private:
	ReturnSetInfo *set_;
};

Datum text_datum(std::string_view text);

} // namespace pgmigrate::pg
