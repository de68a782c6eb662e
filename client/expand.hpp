// ${NAME} and ${NAME:-default} in values of configuration.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pgmigrate::client {

// The value of a variable; nothing if it is not set.
using Lookup = std::function<std::optional<std::string>(const std::string &name)>;

// The text with variables put in; "$${" stands for "${". Throws refused, without a place, for one that is not set and
// has no default, and for what is no variable.
std::string expand(std::string_view text, const Lookup &lookup);

} // namespace pgmigrate::client
