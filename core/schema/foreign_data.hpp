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
	template <class Self = ForeignDataWrapper>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::name>("name", Role::identity),
			field<&Self::handler>("handler"), field<&Self::validator>("validator"),
			field<&Self::options>("options"));
	}
	bool operator==(const ForeignDataWrapper &) const = default;
};
Identity identity(const ForeignDataWrapper &wrapper);

struct ForeignServer : Object {
	static constexpr std::string_view kKind = "server";
	static constexpr std::uint32_t kCatalog = 1417; // pg_foreign_server
	std::string name, wrapper, type, version;
	Settings options;
	template <class Self = ForeignServer>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::name>("name", Role::identity),
			field<&Self::wrapper>("wrapper"), field<&Self::type>("type"), field<&Self::version>("version"),
			field<&Self::options>("options"));
	}
	bool operator==(const ForeignServer &) const = default;
};
Identity identity(const ForeignServer &server);

} // namespace pgmigrate::core::schema
