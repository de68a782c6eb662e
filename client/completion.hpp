// Completion of command lines in shells, made from the commands and options as they are declared.
#pragma once
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "client/exit_codes.hpp"
#include "client/options.hpp"

namespace pgmigrate::client {

// What a shell reads once: "bash", "zsh" or "fish".
std::string completion_script(const CLI::App &app, std::string_view shell);

// Prints what a revision may be called in the directory; it asks no database.
ExitCode complete_revisions(const Options &options);

} // namespace pgmigrate::client
