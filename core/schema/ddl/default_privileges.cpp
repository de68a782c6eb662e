#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

// They stand at the end: what is made before them has the rights it was given, and no others.
void write_default_privileges(Items &items) {
	for (const auto &[name, privileges] : items.snapshot.default_privileges) {
		if (!privileges.grants)
			continue;
		std::string upper, beginning = "ALTER DEFAULT PRIVILEGES FOR ROLE " + identifier(privileges.role);
		for (char c : privileges.objects)
			upper += c == ' ' ? c : static_cast<char>(c - 'a' + 'A');
		std::vector<Reference> needs;
		if (!privileges.schema.empty()) {
			beginning += " IN SCHEMA " + identifier(privileges.schema);
			needs.push_back(reference(Schema::kKind, identifier(privileges.schema)));
		}
		bool born_public =
			privileges.schema.empty() && (privileges.objects == "functions" || privileges.objects == "types");
		std::string statements =
			grant_statements(*privileges.grants, upper, identifier(privileges.role), born_public);
		std::string sql;
		for (std::size_t begin = 0; begin < statements.size();) {
			std::size_t end = statements.find(";\n", begin) + 2;
			sql += fmt::format("{} {}", beginning, statements.substr(begin, end - begin));
			begin = end;
		}
		items.add({{Section::privileges, name}, {reference(DefaultPrivileges::kKind, name)}, needs, {}, sql});
	}
}

} // namespace pgmigrate::core::schema::ddl
