// Colour on a terminal: the one place that decides where there is any, and what is coloured how.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace pgmigrate::client {

enum class Colour : std::uint8_t { none, error, warning, applied, pending, head, current };

class Paint {
public:
	// Leaves every text as it is.
	static const Paint plain;
	// Standard output and standard error, each by itself: colour on a terminal that has any, unless NO_COLOR is set.
	static const Paint &on_stdout();
	static const Paint &on_stderr();

	std::string operator()(Colour colour, std::string_view text) const;
	// The text with its beginning coloured, which is the label of a message: "ERROR:  ...".
	std::string label(Colour colour, std::string_view label, std::string_view text) const;

private:
	explicit constexpr Paint(bool is_on) : is_on_(is_on) {}
	static Paint of(int file);

	const bool is_on_;
};

// That of a severity as servers know it in every language: error, warning or none.
Colour colour_of_severity(std::string_view severity);

} // namespace pgmigrate::client
