#include "core/schema/ddl/order.hpp"

#include <algorithm>
#include <queue>
#include <unordered_map>

#include <fmt/format.h>

#include "core/error.hpp"

namespace pgmigrate::core::schema::ddl {

namespace {

// Of each piece, the pieces that it needs.
Edges needs_of(const Snapshot &snapshot, const std::vector<Item> &items) {
	std::unordered_map<std::string_view, std::size_t> maker;
	for (std::size_t i = 0; i < items.size(); i++)
		for (const Reference &made : items[i].makes)
			maker.emplace(made, i);
	Edges needs(items.size());
	auto add = [&](std::size_t i, const Reference &needed) {
		auto found = maker.find(needed);
		if (found != maker.end() && found->second != i)
			needs[i].push_back(found->second);
	};
	for (std::size_t i = 0; i < items.size(); i++) {
		for (const Reference &needed : items[i].needs)
			add(i, needed);
		for (const Reference &made : items[i].makes)
			if (auto found = snapshot.dependencies.find(made); found != snapshot.dependencies.end())
				for (const Reference &needed : found->second)
					add(i, needed);
		std::sort(needs[i].begin(), needs[i].end());
		needs[i].erase(std::unique(needs[i].begin(), needs[i].end()), needs[i].end());
	}
	return needs;
}

// Tarjan's strongly connected components, those of more than one piece; with a stack of its own, because chains of views
// may be long.
class Circles {
public:
	explicit Circles(const Edges &needs) : needs_(needs), state_(needs.size()) {
		for (std::size_t i = 0; i < needs.size(); i++)
			if (state_[i].index == 0)
				walk(i);
	}
	std::vector<std::vector<std::size_t>> found;

private:
	struct State {
		std::size_t index = 0, lowest = 0, next = 0;
		bool on_stack = false;
	};
	void enter(std::size_t i) {
		state_[i].index = state_[i].lowest = ++count_;
		state_[i].on_stack = true;
		stack_.push_back(i);
		path_.push_back(i);
	}
	void leave(std::size_t i) {
		path_.pop_back();
		if (!path_.empty())
			state_[path_.back()].lowest = std::min(state_[path_.back()].lowest, state_[i].lowest);
		if (state_[i].lowest != state_[i].index)
			return;
		auto first = std::find(stack_.rbegin(), stack_.rend(), i).base() - 1;
		for (auto member = first; member != stack_.end(); ++member)
			state_[*member].on_stack = false;
		if (stack_.end() - first > 1)
			found.emplace_back(first, stack_.end());
		stack_.erase(first, stack_.end());
	}
	void walk(std::size_t root) {
		enter(root);
		while (!path_.empty()) {
			std::size_t i = path_.back();
			if (state_[i].next == needs_[i].size()) {
				leave(i);
				continue;
			}
			std::size_t j = needs_[i][state_[i].next++];
			if (state_[j].index == 0)
				enter(j);
			else if (state_[j].on_stack)
				state_[i].lowest = std::min(state_[i].lowest, state_[j].index);
		}
	}

	const Edges &needs_;
	std::vector<State> state_;
	std::vector<std::size_t> stack_, path_;
	std::size_t count_ = 0;
};

// The pieces in order: of those that have all they need, always the one that stands first.
std::vector<Item> sorted(std::vector<Item> items, const Edges &needs) {
	Edges needed_by(items.size());
	std::vector<std::size_t> missing(items.size());
	for (std::size_t i = 0; i < items.size(); i++) {
		missing[i] = needs[i].size();
		for (std::size_t j : needs[i])
			needed_by[j].push_back(i);
	}
	auto later = [&](std::size_t a, std::size_t b) { return items[b].place < items[a].place; };
	std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> ready(later);
	for (std::size_t i = 0; i < items.size(); i++)
		if (missing[i] == 0)
			ready.push(i);
	std::vector<std::size_t> order;
	while (!ready.empty()) {
		std::size_t i = ready.top();
		ready.pop();
		order.push_back(i);
		for (std::size_t j : needed_by[i])
			if (--missing[j] == 0)
				ready.push(j);
	}
	std::vector<Item> result;
	result.reserve(order.size());
	for (std::size_t i : order)
		result.push_back(std::move(items[i]));
	return result;
}

using References = std::set<Reference, std::less<>>;

// Adds what of the circle's pieces can be made separately and needs another of them.
void separate_parts(const Snapshot &snapshot, const std::vector<Item> &items,
	const std::vector<std::size_t> &circle, References &separate) {
	std::set<std::string_view> made;
	for (std::size_t i : circle)
		made.insert(items[i].makes.begin(), items[i].makes.end());
	for (std::size_t i : circle)
		for (const Reference &part : items[i].separable) {
			auto found = snapshot.dependencies.find(part);
			if (found != snapshot.dependencies.end() &&
				std::any_of(found->second.begin(), found->second.end(), [&](const Reference &needed) {
					return made.contains(needed) && needed != items[i].makes.front();
				}))
				separate.insert(part);
		}
}

} // namespace

std::vector<std::vector<std::size_t>> circles(const Edges &needs) {
	return Circles(needs).found;
}

std::vector<Item> ordered(
	const Snapshot &snapshot, const std::function<std::vector<Item>(const References &separate)> &write) {
	References separate;
	for (;;) {
		std::vector<Item> items = write(separate);
		Edges needs = needs_of(snapshot, items);
		Circles circles(needs);
		if (circles.found.empty())
			return sorted(std::move(items), needs);
		std::size_t before = separate.size();
		for (const std::vector<std::size_t> &circle : circles.found)
			separate_parts(snapshot, items, circle, separate);
		if (separate.size() > before)
			continue;
		std::string members;
		for (std::size_t i : circles.found.front())
			members.append(members.empty() ? "" : ", ").append(items[i].makes.front());
		throw Error("0A000", "objects that need each other cannot be written as SQL",
			fmt::format("They are {}.", members),
			"Report this with the definitions of these objects; pg_dump -s may be able to write them.");
	}
}

} // namespace pgmigrate::core::schema::ddl
