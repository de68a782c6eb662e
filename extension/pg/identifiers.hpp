// Names as SQL writes them.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace pgmigrate::pg {

// The names of "a, "B c"" or "a."B c"", as SQL reads them; nothing where the text is no such list.
std::optional<std::vector<std::string>> split_identifiers(const std::string &text, char separator);

// In double quotes where that is necessary.
std::string quoted_identifier(const std::string &name);
std::string joined_identifiers(const std::vector<std::string> &names, const char *separator);

} // namespace pgmigrate::pg
