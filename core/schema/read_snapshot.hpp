// Makes a snapshot of a database by one pass of queries on its catalogs. Who runs them is a face: the extension through
// SPI, the client through libpq.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/schema/snapshot.hpp"

namespace pgmigrate::core::schema {

// What of a database a snapshot shows.
struct SnapshotOptions {
	std::vector<std::string> schemas; // none: all but the system's and pgmigrate's own
	bool owners = true;
	bool privileges = false; // grants and default privileges
};

// A row's texts, null pointers for nulls.
using Cells = std::span<const char *const>;
using TakeRow = std::function<void(std::span<const std::string> columns, Cells cells)>;
// Runs a query and hands over its rows.
using RunQuery = std::function<void(const std::string &sql, const TakeRow &take)>;

// The settings that the queries have to run under, so that what the server writes out does not depend on the session.
std::span<const std::pair<const char *, const char *>> reading_settings();

// What is wrong where some of the chosen schemas are not there.
Error no_such_schemas(const std::vector<std::string> &missing, const std::vector<std::string> &chosen);

// Reads the schema. `server_version` is the major version.
Snapshot read_snapshot(int server_version, const SnapshotOptions &options, const RunQuery &run);

} // namespace pgmigrate::core::schema
