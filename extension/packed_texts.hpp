// Several texts as one, to travel to another process: each as its length, a colon and its bytes.
#pragma once
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace pgmigrate {

inline void pack_text(std::string &packed, std::string_view text) {
	packed += fmt::format("{}:{}", text.size(), text);
}

// Takes them out again, in the same order. What it reads must outlive it.
class PackedTexts {
public:
	explicit PackedTexts(std::string_view packed) : rest_(packed) {}
	bool has_more() const { return !rest_.empty(); }
	std::string next() {
		std::size_t colon = rest_.find(':');
		std::size_t size = std::stoul(std::string(rest_.substr(0, colon)));
		std::string text(rest_.substr(colon + 1, size));
		rest_.remove_prefix(colon + 1 + size);
		return text;
	}
	int next_number() { return std::stoi(next()); }

private:
	std::string_view rest_;
};

} // namespace pgmigrate
