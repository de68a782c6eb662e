// A connection to the server and its answers, released by themselves; errors keep every field.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <libpq-fe.h>

namespace pgmigrate::client {

// An error that the server reported.
class ServerError : public std::exception {
public:
	explicit ServerError(const PGresult *result);
	const char *what() const noexcept override { return message.c_str(); }

	std::string severity, sqlstate, message, detail, hint, context;
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
	// Throws no_connection. Notices go to stderr.
	explicit Connection(const std::vector<std::pair<std::string, std::string>> &keywords);
	~Connection();
	Connection(const Connection &) = delete;
	Connection &operator=(const Connection &) = delete;

	// One statement in a round trip. Throws ServerError, or no_connection if the server is gone.
	Result query(const char *sql, std::span<const Parameter> parameters = {});
	Result query(const char *sql, std::initializer_list<Parameter> parameters) {
		return query(sql, std::span(parameters.begin(), parameters.size()));
	}
	bool is_alive() const { return PQstatus(connection_.get()) == CONNECTION_OK; }

private:
	struct Finish {
		void operator()(PGconn *connection) const { PQfinish(connection); }
	};
	std::unique_ptr<PGconn, Finish> connection_;
};

// A text[] literal.
std::string array_literal(std::span<const std::string_view> elements);
std::string array_literal(std::span<const std::string> elements);

} // namespace pgmigrate::client
