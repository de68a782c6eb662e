#include "core/activity_text.hpp"

#include <array>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

namespace pgmigrate::core {

namespace {

using namespace std::chrono;

constexpr std::string_view kBegin = "/* pgmigrate {", kEnd = "} */ ";

// As in JSON; and the end of a comment must not stand in one.
void append_string(std::string &out, std::string_view text) {
	out += '"';
	for (char c : text) {
		if (c == '/' && out.back() == '*')
			out += '\\';
		if (c == '"' || c == '\\')
			out += '\\';
		if (static_cast<unsigned char>(c) < ' ')
			fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
		else
			out += c;
	}
	out += '"';
}

// The members of an object, written one by one.
class Members {
public:
	explicit Members(std::string &out) : out_(out) {}
	void add(std::string_view key, std::string_view text, bool always = false) {
		if (text.empty() && !always)
			return;
		begin(key);
		append_string(out_, text);
	}
	void add(std::string_view key, int number) {
		if (number == 0)
			return;
		begin(key);
		fmt::format_to(std::back_inserter(out_), "{}", number);
	}

private:
	void begin(std::string_view key) {
		fmt::format_to(std::back_inserter(out_), "{}\"{}\":", first_ ? "" : ",", key);
		first_ = false;
	}
	std::string &out_;
	bool first_ = true;
};

// 2026-01-31T12:00:00.123Z
std::string write_moment(std::int64_t moment) {
	if (moment == 0)
		return {};
	const sys_time<milliseconds> time(floor<milliseconds>(microseconds(moment)));
	const auto day = floor<days>(time);
	const year_month_day date(day);
	const hh_mm_ss clock(time - day);
	return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
		static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
		clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

// Zero for what is no moment: it comes from another process, and the server would refuse it with an error.
std::int64_t read_moment(std::string_view text) {
	constexpr std::string_view kShape = "0000-00-00T00:00:00.000Z";
	if (text.size() != kShape.size())
		return 0;
	for (std::size_t i = 0; i < text.size(); i++)
		if (kShape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != kShape[i])
			return 0;
	auto number = [&](std::size_t from, std::size_t size) {
		int value = 0;
		std::from_chars(text.data() + from, text.data() + from + size, value);
		return value;
	};
	const year_month_day date(year(number(0, 4)), month(number(5, 2)), day(number(8, 2)));
	if (!date.ok())
		return 0;
	const auto time = sys_days(date) + hours(number(11, 2)) + minutes(number(14, 2)) +
					  seconds(number(17, 2)) + milliseconds(number(20, 3));
	return duration_cast<microseconds>(time.time_since_epoch()).count();
}

// Reads a flat object of strings and whole numbers, as Members writes it.
class Reader {
public:
	explicit Reader(std::string_view text) : rest_(text) {}

	bool take(std::string_view word) {
		if (!rest_.starts_with(word))
			return false;
		rest_.remove_prefix(word.size());
		return true;
	}

	bool string(std::string &out) {
		if (!take("\""))
			return false;
		while (!rest_.empty()) {
			char c = next();
			if (c == '"')
				return true;
			if (c == '\\' && !escaped(c))
				return false;
			out += c;
		}
		return false;
	}

	bool number(int &out) {
		const char *end = rest_.data() + rest_.size();
		const auto [at, error] = std::from_chars(rest_.data(), end, out);
		if (error != std::errc() || out < 0)
			return false;
		rest_.remove_prefix(at - rest_.data());
		return true;
	}

	std::string_view rest() const { return rest_; }

private:
	char next() {
		char c = rest_.front();
		rest_.remove_prefix(1);
		return c;
	}

	// What stands behind a backslash.
	bool escaped(char &c) {
		if (rest_.empty())
			return false;
		c = next();
		if (c == '"' || c == '\\' || c == '/')
			return true;
		unsigned code = 0;
		if (c != 'u' || rest_.size() < 4 ||
			std::from_chars(rest_.data(), rest_.data() + 4, code, 16).ptr != rest_.data() + 4)
			return false;
		rest_.remove_prefix(4);
		c = static_cast<char>(code);
		return code > 0 && code < ' ';
	}

	std::string_view rest_;
};

struct TextMember {
	std::string_view key;
	std::string ActivityText::*member;
	bool always = false;
};
constexpr std::array<TextMember, 7> kTexts{
	{{"project", &ActivityText::project, true}, {"target_schema", &ActivityText::target_schema, true},
		{"mode", &ActivityText::mode}, {"direction", &ActivityText::direction},
		{"revision", &ActivityText::revision}, {"tag", &ActivityText::tag}, {"phase", &ActivityText::phase}}};
constexpr std::array<std::pair<std::string_view, int ActivityText::*>, 6> kNumbers{
	{{"step", &ActivityText::step}, {"steps", &ActivityText::steps}, {"statement", &ActivityText::statement},
		{"statements", &ActivityText::statements}, {"worker_pid", &ActivityText::worker_pid},
		{"blocked_by", &ActivityText::blocked_by}}};

bool read_member(Reader &reader, ActivityText &activity) {
	std::string key, text;
	if (!reader.string(key) || !reader.take(":"))
		return false;
	for (const TextMember &known : kTexts)
		if (known.key == key)
			return (activity.*known.member).empty() && reader.string(activity.*known.member);
	for (const auto &[name, member] : kNumbers)
		if (name == key)
			return reader.number(activity.*member);
	if (key != "since" || !reader.string(text))
		return false;
	activity.since = read_moment(text);
	return activity.since != 0;
}

} // namespace

std::string write_activity(const ActivityText &activity, std::string_view statement) {
	std::string out(kBegin);
	Members members(out);
	for (const TextMember &text : kTexts)
		members.add(text.key, activity.*text.member, text.always);
	for (const auto &[name, member] : kNumbers)
		members.add(name, activity.*member);
	members.add("since", write_moment(activity.since));
	out += kEnd;
	return out += statement;
}

std::optional<ReadActivity> read_activity(std::string_view text) {
	Reader reader(text);
	if (!reader.take(kBegin))
		return std::nullopt;
	ReadActivity read;
	do
		if (!read_member(reader, read.activity))
			return std::nullopt;
	while (reader.take(","));
	if (!reader.take(kEnd) || read.activity.project.empty())
		return std::nullopt;
	read.statement = reader.rest();
	return read;
}

} // namespace pgmigrate::core
