#include "core/revision.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/checksum.hpp"
#include "core/text.hpp"

namespace pgmigrate::core {

namespace {
constexpr std::size_t kLongestId = 255;
constexpr std::string_view kReservedCharacters = "@-+:,";
constexpr std::array<std::string_view, 4> kReservedWords{"head", "heads", "base", "current"};
constexpr std::string_view kHint =
	"Use letters, digits, underscores and dots, for instance \"003_add_rejection_reason\".";

bool is_allowed(char c) {
	const auto byte = static_cast<unsigned char>(c);
	return byte > 0x20 && byte != 0x7f && kReservedCharacters.find(c) == std::string_view::npos;
}

// The character as an error shows it: itself, or its code if it cannot be seen.
std::string shown(char c) {
	const auto byte = static_cast<unsigned char>(c);
	if (c == ' ')
		return "white space";
	if (byte < 0x20 || byte == 0x7f)
		return fmt::format("control character 0x{:02x}", byte);
	return fmt::format("character \"{}\"", c);
}

// The first characters of a text, none cut in two.
std::string_view beginning(std::string_view s) {
	std::size_t length = std::min<std::size_t>(s.size(), 40);
	while (length < s.size() && length > 0 && (static_cast<unsigned char>(s[length]) & 0xc0) == 0x80)
		--length;
	return s.substr(0, length);
}
} // namespace

std::string_view name(Direction direction) {
	return direction == Direction::upgrade ? "upgrade" : "downgrade";
}

void check_revision_id(std::string_view id, std::string_view what) {
	if (id.empty())
		throw Error(condition::illegal_revision_id, fmt::format("{} is empty", what), {}, std::string(kHint));
	if (id.size() > kLongestId)
		throw Error(condition::illegal_revision_id,
			fmt::format("{} of {} bytes is longer than {}", what, id.size(), kLongestId),
			fmt::format("It begins with \"{}\".", beginning(id)), "Choose a shorter one.");
	if (std::ranges::find(kReservedWords, id) != kReservedWords.end())
		throw Error(condition::illegal_revision_id, fmt::format("\"{}\" cannot be a {}", id, what),
			"The words head, heads, base and current have a meaning of their own where a revision is named.",
			std::string(kHint));
	const auto bad = std::ranges::find_if_not(id, is_allowed);
	if (bad != id.end())
		throw Error(condition::illegal_revision_id,
			fmt::format("{} is not allowed in {} \"{}\"", shown(*bad), what, id),
			"The characters @ - + : and commas, white space and control characters have a meaning of "
			"their own where a revision is named.",
			std::string(kHint));
}

std::string Script::section_checksum(Direction direction) const {
	return section(direction).present ? sha256(normalize(sql(direction))) : std::string();
}

bool Script::is_blank(Direction direction) const {
	return text::first_sql(sql(direction)) == std::string_view::npos;
}

bool Script::is_reversible() const {
	if (irreversible || !downgrade.present)
		return false;
	return downgrade.declared_empty || !is_blank(Direction::downgrade) || is_blank(Direction::upgrade);
}

} // namespace pgmigrate::core
