// A connection to the server and its answers, released by themselves; errors keep every field.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <libpq-fe.h>

#include "client/connect.hpp"

namespace pgmigrate::client {

// An error that the server reported, or a notice.
class ServerError : public std::exception {
public:
	explicit ServerError(const PGresult *result);
	const char *what() const noexcept override { return message.c_str(); }

	std::string severity; // translated
	std::string plain_severity, sqlstate, message, detail, hint, context;
	std::string internal_query;
	int internal_position = 0; // in characters, counted from 1
	std::string as_psql_shows; // all of it, formatted
};

// Rows of text.
class Result {
public:
	explicit Result(PGresult *result) : result_(result) {}
	int size() const { return PQntuples(result_.get()); }
	bool empty() const { return size() == 0; }
	bool is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
	bool truth(int row, int column) const { return text(row, column) == "t"; }
	// Empty for null.
	std::string_view text(int row, int column) const {
		return {PQgetvalue(result_.get(), row, column),
			static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
	}
	const PGresult *raw() const { return result_.get(); }

private:
	struct Clear {
		void operator()(PGresult *result) const { PQclear(result); }
	};
	std::unique_ptr<PGresult, Clear> result_;
};

// A value of a statement, as text; null without.
using Parameter = std::optional<std::string>;

class Connection {
public:
	// A message below an error; true if it is dealt with, so that it is not shown.
	using NoticeTaker = std::function<bool(const ServerError &)>;

	// Is told, some times a second, that a statement has not ended yet; and before a notice is shown.
	class Watcher {
	public:
		virtual ~Watcher() = default;
		virtual void waiting() = 0;
		virtual void printing() = 0;
	};
	// Whether signals cancel what runs here.
	enum class Signals { cancel, ignored };

	// Throws no_connection. Notices go to stderr.
	explicit Connection(std::span<const ConnectionPair> keywords, const Asking &asking = {},
		Signals signals = Signals::cancel);
	~Connection();
	Connection(const Connection &) = delete;
	Connection &operator=(const Connection &) = delete;

	// One statement in a round trip. Throws ServerError, or no_connection if the server is gone.
	Result query(const char *sql, std::span<const Parameter> parameters = {});
	Result query(const char *sql, std::initializer_list<Parameter> parameters) {
		return query(sql, std::span(parameters.begin(), parameters.size()));
	}
	// Statements without parameters, several with semicolons between them.
	void command(const std::string &sql);
	// Notices go there first, each when it comes; nothing for none.
	void take_notices(NoticeTaker taker) { taker_ = std::move(taker); }
	// Tells the watcher of every statement from here on; nullptr: nobody.
	void let_watch(Watcher *watcher) { watcher_ = watcher; }
	// 150004 of PostgreSQL 15.4.
	int server_version() const { return PQserverVersion(connection_.get()); }
	// The server process, as the server says.
	int process() const { return PQbackendPID(connection_.get()); }
	// The connection's parameters as the environment variables of libpq's that would give them.
	std::vector<std::pair<std::string, std::string>> environment() const;
	bool is_in_transaction() const;
	bool is_alive() const { return PQstatus(connection_.get()) == CONNECTION_OK; }

private:
	static void show_notice(void *connection, const PGresult *result);
	// Throws what the result says of an error.
	void check(const PGresult *result) const;

	ConnectionHandle connection_;
	PGresult *result_of(const char *sql, std::span<const char *const> values);

	const Signals signals_;
	NoticeTaker taker_;
	Watcher *watcher_ = nullptr;
};

// A text[] literal.
std::string array_literal(std::span<const std::string_view> elements);
std::string array_literal(std::span<const std::string> elements);

} // namespace pgmigrate::client
