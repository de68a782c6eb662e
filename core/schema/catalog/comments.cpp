#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

void read_comments(Reader &reader, Snapshot &) {
	// What public is born with is no comment of somebody's, nor is what an extension brings along.
	reader.run(fmt::format(R"(
SELECT d.classoid, d.objoid, a.attname, d.description FROM pg_description AS d
LEFT JOIN pg_attribute AS a ON d.classoid = 'pg_class'::regclass AND a.attrelid = d.objoid AND a.attnum = d.objsubid
	AND d.objsubid > 0
WHERE d.objoid >= {first} AND d.classoid <> 'pg_extension'::regclass
	OR d.classoid = 'pg_namespace'::regclass AND d.objoid < {first} AND d.description <> 'standard public schema'
UNION ALL
SELECT d.classoid, d.objoid, NULL, d.description FROM pg_description AS d
JOIN pg_extension AS x ON x.oid = d.objoid LEFT JOIN pg_available_extensions() AS v ON v.name = x.extname
WHERE d.classoid = 'pg_extension'::regclass AND d.description IS DISTINCT FROM v.comment)",
				   fmt::arg("first", kFirstUserOid)),
		[&](auto, Cells cells) {
			Address address{oid_of(cells[0]), oid_of(cells[1])};
			if (cells[2] == nullptr) {
				if (std::string *comment = reader.comment_of(address))
					*comment = cells[3];
				return;
			}
			Known *known = reader.find(address);
			if (known != nullptr && known->columns != nullptr)
				for (Column &column : *known->columns)
					if (column.name == cells[2])
						column.comment = cells[3];
		});
}

} // namespace pgmigrate::core::schema::catalog
