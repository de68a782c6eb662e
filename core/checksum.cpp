#include "core/checksum.hpp"

#include <cstdint>

#include <sha2.h>

#include "core/text.hpp"

namespace pgmigrate::core {

std::string sha256(std::string_view bytes) {
	char digits[SHA256_DIGEST_STRING_LENGTH];
	SHA256Data(reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size(), digits);
	return digits;
}

std::string normalize(std::string_view text) {
	std::string out;
	out.reserve(text.size());
	std::size_t pending = 0; // line ends not written yet: those at the end of the text never are
	while (!text.empty()) {
		const std::size_t end = text.find('\n');
		std::string_view line = text.substr(0, end);
		while (!line.empty() && text::is_space(line.back()))
			line.remove_suffix(1);
		if (!line.empty()) {
			out.append(pending, '\n');
			out.append(line);
			pending = 0;
		}
		if (end == std::string_view::npos)
			break;
		++pending;
		text.remove_prefix(end + 1);
	}
	return out;
}

} // namespace pgmigrate::core
