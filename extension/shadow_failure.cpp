#include "extension/shadow_failure.hpp"

#include <fmt/format.h>

#include "extension/packed_texts.hpp"
#include "extension/places.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

std::string text(const char *s) {
	return s != nullptr ? s : "";
}

// The fields that are texts, in the order in which they travel.
template <class F>
void for_each_text(F &failure, const auto &f) {
	f(failure.sqlstate);
	f(failure.message);
	f(failure.detail);
	f(failure.hint);
	f(failure.context);
	f(failure.message_id);
	f(failure.schema);
	f(failure.table);
	f(failure.column);
	f(failure.datatype);
	f(failure.constraint);
	f(failure.internal_query);
	f(failure.tag);
}

template <class F>
void for_each_number(F &failure, const auto &f) {
	f(failure.internal_position);
	f(failure.statement);
	f(failure.line);
	f(failure.line_column);
}

ShadowFailure of(const ErrorData &error) {
	ShadowFailure failure;
	failure.sqlstate = unpack_sql_state(error.sqlerrcode);
	failure.message = text(error.message);
	failure.detail = text(error.detail);
	failure.hint = text(error.hint);
	failure.context = text(error.context);
	failure.message_id = text(error.message_id);
	failure.schema = text(error.schema_name);
	failure.table = text(error.table_name);
	failure.column = text(error.column_name);
	failure.datatype = text(error.datatype_name);
	failure.constraint = text(error.constraint_name);
	failure.internal_query = text(error.internalquery);
	failure.internal_position = error.internalpos;
	return failure;
}

ShadowFailure of(const pg::Report &report) {
	if (report.rethrow != nullptr)
		return of(*report.rethrow);
	ShadowFailure failure;
	failure.sqlstate = unpack_sql_state(report.sqlstate);
	failure.message = text(report.message);
	failure.detail = text(report.detail);
	failure.hint = text(report.hint);
	failure.context = text(report.context);
	return failure;
}

// An error of ours says itself where it is, before anything has run.
void place_own_error(ShadowFailure &failure, const ExecutionPlace &place) {
	try {
		throw;
	} catch (const core::Error &error) {
		if (error.where.line == 0)
			return;
		failure.line = error.where.line;
		failure.line_column = error.where.column;
		failure.context = place.source != nullptr
							  ? fmt::format("{}, {}", place.source, where_text(error.where))
							  : fmt::format("revision \"{}\", {}, {}", error.where.revision, place.direction,
									where_text(error.where));
	} catch (...) {}
}

// A syntax error is told before any statement is: its statement is the first of that text.
void place_syntax_error(ShadowFailure &failure, const ExecutionPlace &place) {
	if (place.ordinal > 0 || failure.internal_position == 0 || place.text == nullptr)
		return;
	const std::string_view text(place.text);
	std::size_t at = text.find(failure.internal_query);
	if (at == std::string_view::npos)
		return;
	at += byte_of_character(failure.internal_query.c_str(), failure.internal_position - 1);
	const LinePosition position = line_position(text, at);
	failure.line = place.section_line + position.line;
	failure.line_column = position.column;
}

// The extension itself is not in a shadow: what names it there says nothing about the live database.
void tell_own_schema(ShadowFailure &failure) {
	if (failure.sqlstate != "3F000" || failure.message.find("\"pgmigrate\"") == std::string::npos)
		return;
	failure.sqlstate = core::condition::not_provable.sqlstate;
	failure.detail = "A shadow is without the extension pgmigrate, whose schema this is.";
}

} // namespace

ShadowFailure ShadowFailure::current(const ExecutionPlace &place) {
	pg::Report report;
	pg::describe_current_exception(report);
	ShadowFailure failure = of(report);
	failure.statement = place.ordinal;
	failure.line = place.line;
	failure.line_column = place.column;
	failure.tag = place.tag;
	place_own_error(failure, place);
	place_syntax_error(failure, place);
	tell_own_schema(failure);
	return failure;
}

std::string ShadowFailure::pack() const {
	std::string packed;
	for_each_text(*this, [&](const std::string &s) { pack_text(packed, s); });
	for_each_number(*this, [&](int n) { pack_text(packed, std::to_string(n)); });
	return packed;
}

ShadowFailure ShadowFailure::unpack(std::string_view packed) {
	PackedTexts texts(packed);
	ShadowFailure failure;
	for_each_text(failure, [&](std::string &s) { s = texts.next(); });
	for_each_number(failure, [&](int &n) { n = texts.next_number(); });
	return failure;
}

void ShadowFailure::raise() const {
	auto field = [](const std::string &s) { return s.empty() ? nullptr : const_cast<char *>(s.c_str()); };
	ErrorData error{};
	error.elevel = ERROR;
	const std::string &s = sqlstate;
	error.sqlerrcode = MAKE_SQLSTATE(s[0], s[1], s[2], s[3], s[4]);
	error.message = field(message);
	error.detail = field(detail);
	error.hint = field(hint);
	error.context = field(context);
	error.schema_name = field(schema);
	error.table_name = field(table);
	error.column_name = field(column);
	error.datatype_name = field(datatype);
	error.constraint_name = field(constraint);
	error.internalquery = field(internal_query);
	error.internalpos = internal_position;
	pg_call([&] { ThrowErrorData(&error); });
	pg_unreachable();
}

} // namespace pgmigrate
