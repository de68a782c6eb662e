#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

namespace {

std::string options_sql(const Settings &options) {
	return options.empty() ? std::string() : fmt::format(" OPTIONS ({})", options_list(options));
}

} // namespace

void write_foreign_data(Items &items) {
	for (const auto &[name, w] : items.snapshot.foreign_data_wrappers) {
		std::string sql = "CREATE FOREIGN DATA WRAPPER " + name;
		if (!w.handler.empty())
			sql += " HANDLER " + w.handler;
		if (!w.validator.empty())
			sql += " VALIDATOR " + w.validator;
		sql += options_sql(w.options) + ";\n";
		items.add({{Section::foreign_data, "", 0, name}, {reference(ForeignDataWrapper::kKind, name)}, {}, {},
			sql + attributes_sql(w, "FOREIGN DATA WRAPPER", name)});
	}
	for (const auto &[name, s] : items.snapshot.servers) {
		std::string sql = "CREATE SERVER " + name;
		if (!s.type.empty())
			sql += " TYPE " + literal(s.type);
		if (!s.version.empty())
			sql += " VERSION " + literal(s.version);
		sql += fmt::format(" FOREIGN DATA WRAPPER {}{};\n", identifier(s.wrapper), options_sql(s.options));
		items.add({{Section::foreign_data, "", 1, name}, {reference(ForeignServer::kKind, name)},
			{reference(ForeignDataWrapper::kKind, identifier(s.wrapper))}, {},
			sql + attributes_sql(s, "SERVER", name)});
	}
}

} // namespace pgmigrate::core::schema::ddl
