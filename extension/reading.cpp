#include "extension/reading.hpp"

#include "core/schema/read_snapshot.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

using pg::pg_call;

Reading::Reading() {
	for (const auto &[name, value] : core::schema::reading_settings())
		set_for_a_while(name, value);
	pg_call([&] {
		snapshot_ = !ActiveSnapshotSet();
		if (snapshot_)
			PushActiveSnapshot(GetTransactionSnapshot());
		if (SPI_connect() != SPI_OK_CONNECT)
			elog(ERROR, "SPI_connect failed");
	});
}

void Reading::leave() {
	pg_call([&] {
		SPI_finish();
		if (snapshot_)
			PopActiveSnapshot();
	});
	settings_.leave();
}

} // namespace pgmigrate
