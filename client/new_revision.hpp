// What a new revision shall be, as the command line and the configuration say it.
#pragma once
#include <string>
#include <vector>

#include "client/options.hpp"
#include "client/workspace.hpp"
#include "core/new_revision.hpp"

namespace pgmigrate::client {

// Throws usage unless it says something, in UTF-8.
void check_message(const std::string &message);

// With an id where none is given: the next number of the directory with the message, or a random one.
core::NewRevision wanted_revision(
	const Options &options, const Workspace &workspace, const std::vector<std::string> &revises);

} // namespace pgmigrate::client
