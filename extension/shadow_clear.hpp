// What a shadow begins with, and back to that: inside the runner's process.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "extension/pg/spi.hpp"

namespace pgmigrate {

// An extension of the live database.
struct LiveExtension {
	std::string name, version, schema;
	bool own_schema = false; // the extension makes its schema itself
};

// What the caller's role may not create, or the server cannot.
struct SkippedExtension {
	std::string name, reason;
};

class ShadowContents {
public:
	// Has the extensions there, and notes what that made: it stays. As the current role.
	std::vector<SkippedExtension> prepare(std::vector<LiveExtension> extensions);

	// Drops everything else, and what the session holds beside its settings. What is left that is not as it was, as a
	// phrase; empty where the shadow is as new.
	std::string clear();

	// How many rows of each catalog are about objects of the server, in a shadow that nobody has used.
	static std::string server_rows();

	// Drops everything: of a standing shadow, whoever used it last. Since that transaction, when there were those rows, there
	// may have been changes; what is left of them, likewise.
	std::string clear_all(std::uint64_t since, const std::string &server_rows);

	// Schemas that were made for extensions alone.
	const std::set<std::string> &schemas() const { return schemas_; }

private:
	using Object = std::pair<Oid, Oid>; // catalog and oid
	void drop_objects();
	void create_extensions();
	std::vector<Oid> objects_of(const std::string &catalog, const char *condition) const;

	std::vector<LiveExtension> wanted_;
	std::vector<SkippedExtension> skipped_;
	std::set<std::string> schemas_;
	std::set<Object> kept_;
	std::string since_;       // the first transaction after the last time that it was as new
	std::string server_rows_; // at that time
};

} // namespace pgmigrate
