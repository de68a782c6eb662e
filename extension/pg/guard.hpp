// The two-way bridge between the server's errors (longjmp) and C++ exceptions.
//   pg_call(f)      server code inside C++: a longjmp out of f becomes a thrown PgError
//   pg_boundary(f)  C++ inside the server: whatever f throws becomes an ereport
// Inside a pg_call live only trivially destructible locals: a longjmp runs no destructors. A caught PgError must reach
// the boundary, because only an abort of the (sub)transaction puts the server's state right again.
#pragma once
#include <exception>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "extension/pg/prelude.hpp"

namespace pgmigrate::pg {

// A server error, whole: SQLSTATE, message, detail, hint, context, position, object names.
class PgError final : public std::exception {
public:
	explicit PgError(ErrorData *data_) noexcept : data(data_) {}
	const char *what() const noexcept override {
		return data->message != nullptr ? data->message : "server error";
	}
	ErrorData *data; // in the memory context of the boundary, not owned
};

// What a call works on, as arguments for the SQL that hints tell to type: where they are typed, other settings may hold.
struct HintArguments {
	std::string project,
		scope; // ", project => 'x'"; that and ", target_schema => 'y'"; empty for the usual ones
	// Of the call that is running; gone with it.
	static HintArguments &current();
};

// Where caught errors are copied to: the context current at the boundary, which lives until the error is raised again.
class ErrorHome {
public:
	ErrorHome() : saved_(current_), saved_arguments_(std::exchange(HintArguments::current(), {})) {
		current_ = CurrentMemoryContext;
	}
	~ErrorHome() {
		current_ = saved_;
		std::swap(HintArguments::current(), saved_arguments_);
		failed() = std::move(saved_arguments_);
	}
	// Those of the call that ended last: while its error is described, that is the one that failed.
	static HintArguments &failed();
	ErrorHome(const ErrorHome &) = delete;
	ErrorHome &operator=(const ErrorHome &) = delete;
	static MemoryContext current() { return current_; }

private:
	static MemoryContext current_;
	MemoryContext saved_;
	HintArguments saved_arguments_;
};

// Runs body(argument) and returns the error it raised, or nullptr. The only PG_TRY of the extension.
ErrorData *catch_error(void (*body)(void *), void *argument);

// Runs server code; throws PgError if it raises an error. Returns what `f` returns.
template <class F>
auto pg_call(F &&f) {
	using Result = std::invoke_result_t<F &>;
	static_assert(std::is_void_v<Result> || std::is_trivially_destructible_v<Result>);
	struct Frame {
		F &f;
		std::conditional_t<std::is_void_v<Result>, char, Result> value;
		std::exception_ptr stray;
	} frame{f, {}, {}};
	ErrorData *error = catch_error(
		[](void *argument) {
			auto &inner = *static_cast<Frame *>(argument);
			try {
				if constexpr (std::is_void_v<Result>)
					inner.f();
				else
					inner.value = inner.f();
			} catch (...) { // a throw must not leave through PG_TRY: the server's handler stack would dangle
				inner.stray = std::current_exception();
			}
		},
		&frame);
	if (error != nullptr)
		throw PgError(error);
	if (frame.stray)
		std::rethrow_exception(frame.stray);
	if constexpr (!std::is_void_v<Result>)
		return frame.value;
}

// An error on its way out: plain pointers, so that nothing needs a destructor when the longjmp comes.
struct Report {
	ErrorData *rethrow = nullptr;
	int sqlstate = 0;
	const char *message = nullptr, *detail = nullptr, *hint = nullptr, *context = nullptr;
};

// Fills a report from the exception in flight; neither throws nor longjmps.
void describe_current_exception(Report &report) noexcept;
[[noreturn]] void raise(const Report &report);

// Runs the body of an entry point; every exception leaves as a server error, after the last C++ object is gone.
template <class F>
Datum pg_boundary(F &&f) {
	static_assert(std::is_trivially_destructible_v<Report>);
	Report report;
	try {
		ErrorHome home;
		return f();
	} catch (...) {
		describe_current_exception(report);
	}
	raise(report);
}

} // namespace pgmigrate::pg
