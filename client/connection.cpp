#include "client/connection.hpp"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <poll.h>

#include "client/output.hpp"
#include "client/colour.hpp"
#include "client/connection_failure.hpp"
#include "client/failure.hpp"
#include "client/interrupt.hpp"

namespace pgmigrate::client {

namespace {

constexpr int kWatch = 250; // milliseconds between two looks at what goes on

std::string field(const PGresult *result, int code) {
	const char *value = PQresultErrorField(result, code);
	return value != nullptr ? value : "";
}

template <typename Text>
std::string quoted_array(std::span<const Text> elements) {
	std::string out = "{";
	for (const Text &element : elements) {
		if (out.size() > 1)
			out += ',';
		out += '"';
		for (char c : element) {
			if (c == '"' || c == '\\')
				out += '\\';
			out += c;
		}
		out += '"';
	}
	return out += '}';
}

// Whether the server failed to load the extension's library, or to find in it what the extension names.
bool is_of_library(const ServerError &error) {
	return error.message.find("$libdir/pgmigrate\"") != error.message.npos ||
		   error.message.find("/pgmigrate.so\"") != error.message.npos;
}

} // namespace

ServerError::ServerError(const PGresult *result)
	: severity(field(result, PG_DIAG_SEVERITY)), plain_severity(field(result, PG_DIAG_SEVERITY_NONLOCALIZED)),
	  sqlstate(field(result, PG_DIAG_SQLSTATE)), message(field(result, PG_DIAG_MESSAGE_PRIMARY)),
	  detail(field(result, PG_DIAG_MESSAGE_DETAIL)), hint(field(result, PG_DIAG_MESSAGE_HINT)),
	  context(field(result, PG_DIAG_CONTEXT)), internal_query(field(result, PG_DIAG_INTERNAL_QUERY)),
	  internal_position(std::atoi(field(result, PG_DIAG_INTERNAL_POSITION).c_str())),
	  as_psql_shows(PQresultErrorMessage(result)) {}

Connection::Connection(std::span<const ConnectionPair> keywords, const Asking &asking, Signals signals)
	: connection_(connect(keywords, asking)), signals_(signals) {
	PQsetNoticeReceiver(connection_.get(), show_notice, this);
	if (signals_ == Signals::cancel)
		cancel_on_signal(connection_.get());
}

Connection::~Connection() {
	if (signals_ == Signals::cancel)
		cancel_on_signal(nullptr);
}

// As PQexecParams, but that it tells the watcher.
PGresult *Connection::result_of(const char *sql, std::span<const char *const> values) {
	PGconn *connection = connection_.get();
	const int count = static_cast<int>(values.size());
	if (watcher_ == nullptr)
		return PQexecParams(connection, sql, count, nullptr, values.data(), nullptr, nullptr, 0);
	PGresult *last = nullptr;
	if (PQsendQueryParams(connection, sql, count, nullptr, values.data(), nullptr, nullptr, 0) == 0)
		return PQmakeEmptyPGresult(connection, PGRES_FATAL_ERROR);
	for (;;) {
		while (PQisBusy(connection) != 0) {
			pollfd socket{PQsocket(connection), POLLIN, 0};
			if (poll(&socket, 1, kWatch) == 0)
				watcher_->waiting();
			else if (PQconsumeInput(connection) == 0)
				break; // it is gone, which the result tells
		}
		PGresult *result = PQgetResult(connection);
		if (result == nullptr)
			break;
		PQclear(std::exchange(last, result));
	}
	watcher_->printing();
	return last != nullptr ? last : PQmakeEmptyPGresult(connection, PGRES_FATAL_ERROR);
}

Result Connection::query(const char *sql, std::span<const Parameter> parameters) {
	std::vector<const char *> values;
	for (const Parameter &parameter : parameters)
		values.push_back(parameter ? parameter->c_str() : nullptr);
	PGresult *raw = result_of(sql, values);
	Result result(raw);
	check(raw);
	return result;
}

void Connection::command(const std::string &sql) {
	const Result result(PQexec(connection_.get(), sql.c_str()));
	check(result.raw());
}

bool Connection::is_in_transaction() const {
	const PGTransactionStatusType status = PQtransactionStatus(connection_.get());
	return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

std::vector<std::pair<std::string, std::string>> Connection::environment() const {
	std::vector<std::pair<std::string, std::string>> out;
	const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
		PQconninfo(connection_.get()), PQconninfoFree);
	for (const PQconninfoOption *one = options.get(); one != nullptr && one->keyword != nullptr; ++one) {
		const std::string_view name = one->envvar != nullptr ? one->envvar : "";
		// A service would choose again, and the encoding is the migration files'.
		if (one->val != nullptr && *one->val != '\0' && !name.empty() && name != "PGSERVICE" &&
			name != "PGCLIENTENCODING")
			out.emplace_back(name, one->val);
	}
	return out;
}

void Connection::show_notice(void *connection, const PGresult *result) {
	// The library that calls this is written in C: nothing may be thrown through it.
	try {
		auto &self = *static_cast<Connection *>(connection);
		if (self.watcher_ != nullptr)
			self.watcher_->printing();
		const ServerError notice(result);
		if (self.taker_ && self.taker_(notice))
			return;
		// Rows go to stdout and must not overtake, or be overtaken by, what is said of them.
		flush_output();
		print_to_stderr("{}", Paint::on_stderr().label(colour_of_severity(notice.plain_severity),
								  notice.severity + ":", notice.as_psql_shows));
	} catch (const std::exception &error) {
		std::fprintf(stderr, "%s\n%s", error.what(), PQresultErrorMessage(result));
	}
}

void Connection::check(const PGresult *result) const {
	const ExecStatusType status = PQresultStatus(result);
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return;
	if (!is_alive())
		throw connection_lost(connection_.get());
	const ServerError error(result);
	if (is_of_library(error))
		throw Failure(ExitCode::refused, error.message, error.detail,
			"The server's extension is there and its library is not, or is another one's: install the package again on the "
			"server's machine; \"make install\" does it from source.");
	throw error;
}

std::string array_literal(std::span<const std::string_view> elements) {
	return quoted_array(elements);
}
std::string array_literal(std::span<const std::string> elements) {
	return quoted_array(elements);
}

} // namespace pgmigrate::client
