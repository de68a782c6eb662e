// Names and texts as SQL writes them, on every supported server.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pgmigrate::core::schema {

// The name, in double quotes where any supported server needs them.
std::string identifier(std::string_view name);
// schema.name
std::string qualified(std::string_view schema, std::string_view name);
// Another name in the schema of a qualified one: "shop.orders", "orders_pkey" -> shop.orders_pkey.
std::string qualified_like(std::string_view sibling, std::string_view name);
// a, b, c
std::string identifier_list(std::span<const std::string> names);
// Words as SQL's own are written: "set null" -> SET NULL.
std::string keywords(std::string_view words);
// The text in single quotes; with E where a backslash stands in it.
std::string literal(std::string_view text);

} // namespace pgmigrate::core::schema
