#include "extension/pg/guard.hpp"

#include <cstring>
#include <string_view>

namespace pgmigrate::pg {

MemoryContext ErrorHome::current_ = nullptr;

// Both leaked: a destructor would run at backend exit.
HintArguments &HintArguments::current() {
	static auto *arguments = new HintArguments;
	return *arguments;
}

HintArguments &ErrorHome::failed() {
	static auto *arguments = new HintArguments;
	return *arguments;
}

ErrorData *catch_error(void (*body)(void *), void *argument) {
	MemoryContext caller = CurrentMemoryContext;
	ErrorData *volatile error = nullptr;
	PG_TRY();
	{ body(argument); }
	PG_CATCH();
	{
		// Not where it failed: that may be SPI's memory, gone before the error is raised again.
		MemoryContextSwitchTo(ErrorHome::current());
		error = CopyErrorData();
		FlushErrorState();
		MemoryContextSwitchTo(caller);
	}
	PG_END_TRY();
	return error;
}

namespace {

// Copies without ever raising; nullptr for nothing, and where memory is short.
const char *copy(std::string_view text) noexcept {
	if (text.empty())
		return nullptr;
	auto *bytes = static_cast<char *>(
		MemoryContextAllocExtended(CurrentMemoryContext, text.size() + 1, MCXT_ALLOC_NO_OOM));
	if (bytes == nullptr)
		return nullptr;
	std::memcpy(bytes, text.data(), text.size());
	bytes[text.size()] = '\0';
	return bytes;
}

} // namespace

void describe_current_exception(Report &report) noexcept {
	report.sqlstate = ERRCODE_INTERNAL_ERROR;
	try {
		throw;
	} catch (const PgError &e) {
		report.rethrow = e.data;
	} catch (const core::Error &e) {
		const std::string &s = e.sqlstate;
		if (s.size() == 5)
			report.sqlstate = MAKE_SQLSTATE(s[0], s[1], s[2], s[3], s[4]);
		report.message = copy(e.message);
		report.detail = copy(e.detail);
		try { // hint and place are a courtesy; the error itself goes out without them
			const HintArguments &arguments = ErrorHome::failed();
			report.hint = copy(core::with_arguments(e.hint, arguments.project, arguments.scope));
			if (std::string where = e.where.text(); !where.empty())
				report.context = copy(!e.where.file.empty()      ? "migration file " + where
									  : e.where.revision.empty() ? "migration file, " + where
																 : where);
		} catch (...) {}
	} catch (const std::bad_alloc &) {
		report.sqlstate = ERRCODE_OUT_OF_MEMORY;
		report.message = "out of memory";
	} catch (const std::exception &e) {
		report.message = copy(e.what());
	} catch (...) {
		report.message = "unknown C++ exception";
	}
}

void raise(const Report &report) {
	if (report.rethrow != nullptr)
		ReThrowError(report.rethrow);
	ereport(ERROR,
		(errcode(report.sqlstate), errmsg("%s", report.message != nullptr ? report.message : "out of memory"),
			report.detail != nullptr ? errdetail("%s", report.detail) : 0,
			report.hint != nullptr ? errhint("%s", report.hint) : 0,
			report.context != nullptr ? errcontext("%s", report.context) : 0));
	pg_unreachable();
}

} // namespace pgmigrate::pg
