// A column as CREATE TABLE and ALTER TABLE ADD COLUMN say it.
#pragma once
#include <string>
#include <string_view>

#include "core/schema/table.hpp"

namespace pgmigrate::core::schema::ddl {

// " GENERATED ALWAYS AS IDENTITY (...)"; empty where it is none.
std::string identity_sql(const Column &column);
// " GENERATED ALWAYS AS (...) STORED" of one that is computed.
std::string generated_sql(const Column &column);
// " NOT NULL", where that is said with the column.
std::string not_null_sql(const Column &column);
// All of it: "id bigint DEFAULT 1 NOT NULL".
std::string column_sql(const Column &column);

// How its values are kept and sampled; `alter` is "ALTER TABLE shop.orders ALTER COLUMN id ".
std::string column_storage_sql(std::string_view alter, const Column &column);

// What is said of a column once its table is there; rights are not among it.
std::string after_column_sql(const Table &table, const Identity &name, const Column &column);
// Its rights.
std::string column_grants_sql(const Table &table, const Identity &name, const Column &column);

} // namespace pgmigrate::core::schema::ddl
