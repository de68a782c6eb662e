#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

void read_comments(Reader &reader, Snapshot &snapshot) {
	(void)snapshot;
	reader.run(fmt::format(R"(
SELECT d.classoid, d.objoid, d.objsubid, a.attname, d.description FROM pg_description AS d
LEFT JOIN pg_attribute AS a ON d.classoid = 'pg_class'::regclass AND a.attrelid = d.objoid AND a.attnum = d.objsubid
	AND d.objsubid > 0
WHERE d.objoid >= {} OR d.classoid = 'pg_namespace'::regclass)",
				   kFirstUserOid),
		[&](auto, Cells cells) {
			Known *known = reader.find({oid_of(cells[0]), oid_of(cells[1])});
			if (known == nullptr || known->object == nullptr)
				return;
			if (cells[3] == nullptr) {
				known->object->comment = cells[4];
				return;
			}
			if (known->columns != nullptr)
				for (Column &column : *known->columns)
					if (column.name == cells[3])
						column.comment = cells[4];
		});
}

} // namespace pgmigrate::core::schema::catalog
