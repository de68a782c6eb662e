// Random graphs and random revision expressions, the same for the same seed everywhere.
#pragma once
#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/revision.hpp"

namespace pgmigrate::core {

class Chance {
public:
	explicit Chance(std::uint64_t seed) : engine_(seed) {}
	// 0 to below - 1; the distributions of the library differ from one to the other.
	std::size_t below(std::size_t limit) { return engine_() % limit; }
	bool percent(std::size_t chance) { return below(100) < chance; }
	template <typename Items>
	const auto &one_of(const Items &items) {
		return items[below(items.size())];
	}

private:
	std::mt19937_64 engine_;
};

// A revision id that no other one has. Many begin alike, so that prefixes fit several.
inline std::string random_id(Chance &chance, std::set<std::string> &taken) {
	for (;;) {
		std::string id;
		switch (chance.below(4)) {
		case 0:
			id = fmt::format("{:03}", chance.below(1000));
			break;
		case 1:
			id = fmt::format("{:x}", 0xa0000 + chance.below(0x20000));
			break;
		case 2:
			id = fmt::format("v{}.{}", chance.below(3), chance.below(40));
			break;
		default:
			id = fmt::format("r{}_{}", chance.below(100), std::string(1 + chance.below(3), 'x'));
		}
		if (taken.insert(id).second)
			return id;
	}
}

// How a graph tends to grow, in percent.
struct Habits {
	std::size_t new_line, fork, merge, redundant_parent, dependency, by_label, label;
};

inline Habits random_habits(Chance &chance) {
	return {chance.below(25), chance.below(60), chance.below(40), chance.below(60), chance.below(50),
		chance.below(100), chance.below(50)};
}

inline std::vector<Revision> random_graph(Chance &chance, std::size_t size) {
	const Habits habits = random_habits(chance);
	std::set<std::string> taken;
	std::vector<Revision> out;
	while (out.size() < size) {
		Revision next{random_id(chance, taken), {}, {}, {}, {}};
		const auto earlier = [&]() -> const Revision & { return chance.one_of(out); };
		const auto add = [&](const std::string &parent) {
			if (std::ranges::find(next.revises, parent) == next.revises.end())
				next.revises.push_back(parent);
		};
		if (!out.empty() && !chance.percent(habits.new_line)) {
			add(chance.percent(habits.fork) ? earlier().id : out.back().id);
			while (chance.percent(habits.merge) && next.revises.size() < 4)
				add(earlier().id);
			// A parent of a parent: what it rests on is revised twice.
			if (chance.percent(habits.redundant_parent) && !out.back().revises.empty() &&
				next.revises.size() > 1)
				add(out.back().revises.front());
		}
		while (!out.empty() && chance.percent(habits.dependency) && next.depends_on.size() < 3) {
			const Revision &on = earlier();
			const bool by_label = !on.branch_labels.empty() && chance.percent(habits.by_label);
			next.depends_on.push_back(by_label ? on.branch_labels.front() : on.id);
		}
		while (chance.percent(habits.label) && next.branch_labels.size() < 2)
			next.branch_labels.push_back("l" + random_id(chance, taken));
		out.push_back(std::move(next));
	}
	if (chance.percent(50))
		for (std::size_t i = out.size(); i > 1; --i)
			std::swap(out[i - 1], out[chance.below(i)]); // load order says nothing
	return out;
}

// An id, a label, the beginning of one, or something that is none.
inline std::string random_name(Chance &chance, const std::vector<Revision> &revisions) {
	constexpr std::array<std::string_view, 4> kNone{"gone", "HEAD", "0", "v"};
	if (revisions.empty() || chance.percent(3))
		return std::string(chance.one_of(kNone));
	const Revision &revision = chance.one_of(revisions);
	const std::string name = !revision.branch_labels.empty() && chance.percent(50)
								 ? chance.one_of(revision.branch_labels)
								 : revision.id;
	return chance.percent(20) ? name.substr(0, 1 + chance.below(name.size())) : name;
}

// An expression of the grammar, or now and then one that is none.
inline std::string random_target(Chance &chance, const std::vector<Revision> &revisions) {
	constexpr std::array<std::string_view, 10> kNonsense{
		"", " ", "@", "+", "a@b@c", "head@head", "+0", "a b", "x-y-z", "a,b"};
	constexpr std::array<std::string_view, 4> kSymbols{"head", "heads", "base", "current"};
	if (chance.percent(2))
		return std::string(chance.one_of(kNonsense));
	std::string out;
	const bool steps_alone = chance.percent(20);
	if (!steps_alone)
		out = chance.percent(35) ? std::string(chance.one_of(kSymbols)) : random_name(chance, revisions);
	if (steps_alone || chance.percent(25))
		out += fmt::format(
			"{}{}", chance.percent(50) ? '+' : '-', 1 + chance.below(chance.percent(90) ? 3 : 99));
	return chance.percent(40) ? random_name(chance, revisions) + "@" + out : out;
}

} // namespace pgmigrate::core
