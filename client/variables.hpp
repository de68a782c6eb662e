// What scripts read with current_setting('var.name').
#pragma once
#include "client/config.hpp"
#include "client/connection.hpp"
#include "client/options.hpp"

namespace pgmigrate::client {

// The object for the argument `variables`, those of the configuration first; null if there are none. Throws usage for what
// is none on the command line.
Parameter variables_object(const Options &options, const Config &config);

} // namespace pgmigrate::client
