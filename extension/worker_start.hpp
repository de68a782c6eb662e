// How background workers of this library are started, and how they find what whoever started them prepared.
#pragma once
#include <cstdint>

#include "extension/pg/prelude.hpp"

namespace pgmigrate {

struct WorkerKind {
	const char *entry_point; // exported by the library
	const char *name;        // as pg_stat_activity shows it
	const char *purpose;     // "for what must run outside of a transaction"
};

// Registers a worker that gets the segment, and tells this process when it starts and ends. Server code: raises 53400
// where no worker is free.
BackgroundWorkerHandle *start_worker(const WorkerKind &kind, dsm_segment *segment);

// The worker's side, at its very beginning: lets itself be ended, and attaches to the segment. Raises 55000 where
// whoever started it is gone.
struct GivenSegment {
	dsm_segment *segment;
	shm_toc *contents;
};
GivenSegment begin_worker(Datum argument, std::uint64_t magic);

// From here on, what the process says goes through the queue; also an error that ends it.
void talk_through(const GivenSegment &given, std::uint64_t queue);

} // namespace pgmigrate
