// What a sequence counts by, as CREATE SEQUENCE and identity columns say it.
#pragma once
#include <string>

#include "core/schema/column.hpp"

namespace pgmigrate::core::schema::ddl {

std::string sequence_options(const SequenceOptions &options);

} // namespace pgmigrate::core::schema::ddl
