#include "extension/snapshot_argument.hpp"

#include <fmt/format.h>

#include "extension/catalog_reader.hpp"

namespace pgmigrate {

core::schema::Snapshot snapshot_argument(const pg::Arguments &args, int i, const char *name) {
	const std::optional<std::string> json = args.jsonb(i);
	if (!json)
		throw core::Error("22004", fmt::format("\"{}\" must not be null", name));
	return core::schema::from_json(in_utf8(*json));
}

} // namespace pgmigrate
