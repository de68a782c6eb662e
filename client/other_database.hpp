// The schema of another database than the one that is worked on.
#pragma once
#include "client/backup.hpp"
#include "client/config.hpp"
#include "client/connection.hpp"
#include "client/options.hpp"
#include "core/schema/read_snapshot.hpp"

namespace pgmigrate::client {

// Where a connection leads to.
struct Place {
	std::string database, host, port;
	bool operator==(const Place &) const = default;
};
Place place_of(const Environment &environment);

struct OtherSchema {
	core::schema::Snapshot snapshot;
	Place place;
};

// A name alone is another database of the same server. What is typed, and options for a part of the connection, are the
// configured server's, and go to no other one. Throws refused where it cannot be reached or read.
OtherSchema read_other(const Options &options, const Config &config, const std::string &database,
	const core::schema::SnapshotOptions &reading);

} // namespace pgmigrate::client
