// Foreign data wrappers and servers. User mappings are not modelled: they carry passwords.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct ForeignDataWrapper : Object {
	static constexpr std::string_view kKind = "foreign-data wrapper";
	static constexpr std::uint32_t kCatalog = 2328; // pg_foreign_data_wrapper
	std::string name;
	std::string handler, validator; // functions
	Settings options;
	static constexpr auto fields() {
		return with_object_fields<ForeignDataWrapper>(
			field("name", &ForeignDataWrapper::name, Role::identity),
			field("handler", &ForeignDataWrapper::handler),
			field("validator", &ForeignDataWrapper::validator),
			field("options", &ForeignDataWrapper::options));
	}
	bool operator==(const ForeignDataWrapper &) const = default;
};
Identity identity(const ForeignDataWrapper &wrapper);

struct ForeignServer : Object {
	static constexpr std::string_view kKind = "server";
	static constexpr std::uint32_t kCatalog = 1417; // pg_foreign_server
	std::string name, wrapper, type, version;
	Settings options;
	static constexpr auto fields() {
		return with_object_fields<ForeignServer>(field("name", &ForeignServer::name, Role::identity),
			field("wrapper", &ForeignServer::wrapper), field("type", &ForeignServer::type),
			field("version", &ForeignServer::version), field("options", &ForeignServer::options));
	}
	bool operator==(const ForeignServer &) const = default;
};
Identity identity(const ForeignServer &server);

} // namespace pgmigrate::core::schema
