// The help as pages: one of Markdown, and one for man. The declarations of the command line are their only source.
#pragma once
#include <string>

#include <CLI/CLI.hpp>

namespace pgmigrate::client {

std::string markdown_page(const CLI::App &app);
// In the language of man(7).
std::string man_page(const CLI::App &app);

} // namespace pgmigrate::client
