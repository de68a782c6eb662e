#include "client/time_words.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

#include "client/screen.hpp"

namespace pgmigrate::client {

namespace {

struct Unit {
	double seconds;
	std::string_view name;
};
constexpr std::array<Unit, 6> kUnits{{{365.25 * 86400, "year"}, {30.44 * 86400, "month"}, {7 * 86400, "week"},
	{86400, "day"}, {3600, "hour"}, {60, "minute"}}};

// Of 2026-01-31T12:00:00.123456+00:00, as PostgreSQL writes it in JSON; nothing where it is another text, such as
// infinity.
std::optional<double> seconds_since(const std::string &moment) {
	std::istringstream in(moment);
	int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone_hour = 0, zone_minute = 0;
	double second = 0;
	char dash = 0, t = 0, colon = 0, sign = 0;
	in >> year >> dash;
	in >> month >> dash >> day >> t >> hour >> colon >> minute >> colon >> second >> sign >> zone_hour;
	if (!in || t != 'T' || (sign != '+' && sign != '-'))
		return std::nullopt;
	if (in >> colon)
		in >> zone_minute;
	using namespace std::chrono;
	const sys_days date{std::chrono::year(year) / month / day};
	const double then = static_cast<double>(duration_cast<seconds>(date.time_since_epoch()).count()) +
						hour * 3600.0 + minute * 60.0 + second -
						(sign == '-' ? -1 : 1) * (zone_hour * 3600.0 + zone_minute * 60.0);
	return duration<double>(system_clock::now().time_since_epoch()).count() - then;
}

std::string to_the_second(std::string moment) {
	const std::size_t fraction = moment.find('.'), zone = moment.find_first_of("+-", moment.find('T'));
	if (fraction < zone)
		moment.erase(fraction, zone - fraction);
	std::ranges::replace(moment, 'T', ' ');
	return moment;
}

std::string two_units(long small, long in_large, std::string_view large_name, std::string_view small_name) {
	const long rest = small % in_large;
	return rest == 0 ? fmt::format("{} {}", small / in_large, large_name)
					 : fmt::format("{} {} {} {}", small / in_large, large_name, rest, small_name);
}

} // namespace

std::string duration_words(double seconds) {
	if (seconds < 0.9995)
		return fmt::format("{:.0f} ms", seconds * 1000);
	if (seconds < 59.95)
		return fmt::format("{:.1f} s", seconds);
	const long whole = std::lround(seconds);
	if (whole < 3600)
		return two_units(whole, 60, "min", "s");
	if (whole < 86400)
		return two_units(whole / 60, 60, "h", "min");
	return two_units(whole / 3600, 24, "d", "h");
}

std::string duration_text(const Row &row, const char *key) {
	const auto found = row.find(key);
	return found != row.end() && found->is_number() ? duration_words(found->get<double>()) : std::string();
}

std::string ago_words(double seconds) {
	for (const Unit &unit : kUnits)
		if (seconds >= unit.seconds) {
			const auto count = static_cast<long>(seconds / unit.seconds);
			return fmt::format("{} {}{} ago", count, unit.name, count == 1 ? "" : "s");
		}
	const auto whole = static_cast<long>(seconds);
	return whole < 1 ? "just now" : fmt::format("{} second{} ago", whole, whole == 1 ? "" : "s");
}

std::string when_words(const std::string &moment) {
	static const bool is_for_people = is_terminal(STDOUT_FILENO);
	if (is_for_people)
		if (const auto seconds = seconds_since(moment))
			return ago_words(*seconds);
	return to_the_second(moment);
}

std::string when_exactly(const std::string &moment) {
	const std::string exact = to_the_second(moment), words = when_words(moment);
	return exact == words ? exact : fmt::format("{} ({})", exact, words);
}

} // namespace pgmigrate::client
