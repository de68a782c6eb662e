#include "core/target.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

constexpr std::string_view kGrammar =
	"A revision is named by its id, a unique prefix of it or a branch label, or as \"head\", \"heads\" or "
	"\"base\"; \"branch@\" may stand before it and \"+N\" or \"-N\" after it.";

[[noreturn]] void fail_illegal(std::string_view text, std::string detail) {
	throw Error(condition::illegal_target, fmt::format("\"{}\" is not a revision expression", text),
		std::move(detail), std::string(kGrammar));
}

// The number of "+N" or "-N". So large a one that no graph has it is cut, for the plan to refuse.
int parse_steps(std::string_view text, std::string_view steps) {
	constexpr int kFar = 1'000'000'000;
	const std::string_view digits = steps.substr(1);
	if (digits.empty() || !std::ranges::all_of(digits, text::is_digit))
		fail_illegal(text,
			fmt::format("\"{}\" is followed by a number of steps, and ids do not hold it.", steps.front()));
	int number = 0;
	for (char c : digits)
		number = number >= kFar / 10 ? kFar : number * 10 + (c - '0');
	if (number == 0)
		fail_illegal(text, "The number of steps is at least 1.");
	return steps.front() == '-' ? -number : number;
}

// Throws unless the text can be a name.
void check_name(std::string_view text, std::string_view name) {
	if (name.find(',') != std::string_view::npos)
		fail_illegal(text, "It names one revision at a time.");
	const auto is_odd = [](char c) {
		return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) == 0x7f;
	};
	if (std::ranges::any_of(name, is_odd))
		fail_illegal(text, "It holds white space or control characters.");
}

Target::Symbol parse_symbol(std::string_view symbol) {
	using Symbol = Target::Symbol;
	constexpr std::array<std::pair<std::string_view, Symbol>, 5> kWords{
		{{"", Symbol::none}, {"head", Symbol::head}, {"heads", Symbol::heads}, {"base", Symbol::base},
			{"current", Symbol::current}}};
	for (const auto &[word, meaning] : kWords)
		if (symbol == word)
			return meaning;
	return Symbol::name;
}

} // namespace

Target parse_target(std::string_view text) {
	Target target;
	target.text = text;
	std::string_view rest = text::trim(text);
	if (rest.empty())
		fail_illegal(text, "It is empty.");
	if (rest.find(':') != std::string_view::npos)
		throw Error(condition::range_not_allowed,
			fmt::format("\"{}\" is a range, and one target is wanted", text),
			"History, show and the functions that write scripts take ranges.",
			"Give one target, without a colon.");
	if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
		target.branch = text::trim(rest.substr(0, at));
		rest = text::trim(rest.substr(at + 1));
		if (target.branch.empty())
			fail_illegal(text, "There is no branch before \"@\".");
		if (rest.empty())
			fail_illegal(text, "There is nothing behind \"@\".");
		if (rest.find('@') != std::string_view::npos)
			fail_illegal(text, "There is more than one \"@\".");
		if (target.branch.find_first_of("+-") != std::string_view::npos)
			fail_illegal(text, "Steps stand at the end, and branch names hold no \"+\" and \"-\".");
		if (parse_symbol(target.branch) != Target::Symbol::name)
			fail_illegal(text, fmt::format("\"{}\" is not the name of a branch.", target.branch));
		check_name(text, target.branch);
	}
	if (const std::size_t sign = rest.find_first_of("+-"); sign != std::string_view::npos) {
		target.steps = parse_steps(text, rest.substr(sign));
		rest = rest.substr(0, sign);
	}
	target.symbol = parse_symbol(rest);
	if (target.symbol == Target::Symbol::name) {
		check_name(text, rest);
		target.name = rest;
	}
	return target;
}

bool is_range(std::string_view text) {
	return text.find(':') != std::string_view::npos;
}

Range parse_range(std::string_view text) {
	if (text::trim(text).empty())
		return {};
	const std::vector<std::string_view> ends = text::split(text, ':');
	if (ends.size() != 2)
		throw Error(condition::illegal_target, fmt::format("\"{}\" is not a range", text), {},
			"Write \"a:b\", \"a:\", \":b\" or \":\".");
	Range range;
	if (!ends[0].empty())
		range.from = parse_target(ends[0]);
	if (!ends[1].empty())
		range.to = parse_target(ends[1]);
	return range;
}

Range parse_target_or_range(std::string_view text) {
	if (is_range(text))
		return parse_range(text);
	return {std::nullopt, parse_target(text)};
}

} // namespace pgmigrate::core
