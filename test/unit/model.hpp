// A second, naive opinion on what revisions rest on: sets of names, nothing shared with core but the names themselves.
#pragma once
#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/revision.hpp"

namespace pgmigrate::core {

using NameSet = std::set<std::string>;

class Model {
public:
	explicit Model(std::span<const Revision> revisions) {
		std::map<std::string, std::string> by_label;
		for (const Revision &revision : revisions)
			for (const std::string &label : revision.branch_labels)
				by_label[label] = revision.id;
		for (const Revision &revision : revisions) {
			revises_[revision.id] = {revision.revises.begin(), revision.revises.end()};
			rests_on_[revision.id] = revises_[revision.id];
			for (const std::string &name : revision.depends_on)
				rests_on_[revision.id].insert(by_label.contains(name) ? by_label[name] : name);
		}
	}

	// The names and all they rest on.
	NameSet closure(const NameSet &names) const {
		NameSet out;
		for (const std::string &name : names)
			add_closure(name, out);
		return out;
	}

	// The names and all that rests on them.
	NameSet dependents(const NameSet &names) const {
		NameSet out = names;
		for (std::size_t before = 0; before != out.size();) {
			before = out.size();
			for (const auto &[name, below] : rests_on_)
				for (const std::string &one : below)
					if (out.contains(one))
						out.insert(name);
		}
		return out;
	}

	// What revises the name directly; of "" what revises nothing.
	NameSet directly_above(const std::string &name) const {
		NameSet out;
		for (const auto &[id, below] : revises_)
			if (name.empty() ? below.empty() : below.contains(name))
				out.insert(id);
		return out;
	}

	// The members that no other one rests on.
	NameSet tips(const NameSet &names) const {
		NameSet out = names;
		for (const std::string &name : names)
			for (const std::string &below : rests_on_.at(name))
				out.erase(below);
		return out;
	}

	// Whether the name can go up onto what is there: it is not, and all that it rests on is.
	bool can_upgrade(const std::string &name, const NameSet &there) const {
		const NameSet &below = rests_on_.at(name);
		return !there.contains(name) && std::includes(there.begin(), there.end(), below.begin(), below.end());
	}
	// Whether it can be taken from what is there: nothing that is there rests on it.
	bool can_downgrade(const std::string &name, const NameSet &there) const {
		const auto rests_on_it = [&](const std::string &one) { return rests_on_.at(one).contains(name); };
		return there.contains(name) && std::none_of(there.begin(), there.end(), rests_on_it);
	}

	NameSet heads() const {
		NameSet all;
		for (const auto &[name, below] : rests_on_)
			all.insert(name);
		return tips(all);
	}

private:
	void add_closure(const std::string &name, NameSet &to) const {
		if (to.insert(name).second)
			for (const std::string &below : rests_on_.at(name))
				add_closure(below, to);
	}

	std::map<std::string, NameSet> revises_, rests_on_; // by id; the second with dependencies
};

} // namespace pgmigrate::core
