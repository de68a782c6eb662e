#include "core/schema/compare.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/schema/json.hpp"
#include "core/schema/settle.hpp"
#include "core/text.hpp"

namespace pgmigrate::core::schema {

bool is_alike(const ValueType &type, Role role, const void *a, const void *b) {
	using Shape = ValueType::Shape;
	if (type.equal(a, b))
		return true;
	if (type.shape == Shape::text)
		return role == Role::expression && comparable(as<std::string>(a)) == comparable(as<std::string>(b));
	if (type.shape == Shape::parts)
		return std::ranges::all_of(
			type.fields(), [&](const Field &f) { return is_alike(*f.type, f.role, f.of(a), f.of(b)); });
	if (type.shape != Shape::list || type.size(a) != type.size(b))
		return false;
	for (std::size_t i = 0; i < type.size(a); i++)
		if (!is_alike(*type.inner, role, type.at(a, i), type.at(b, i)))
			return false;
	return true;
}

namespace {

// What a reader gets to see of a value.
std::string text_of(const ValueType &type, const void *value) {
	switch (type.shape) {
	case ValueType::Shape::text:
		return as<std::string>(value);
	case ValueType::Shape::truth:
		return as<bool>(value) ? "yes" : "no";
	default:
		return to_json_value(type, value).dump();
	}
}

class Comparison {
public:
	Comparison(const CompareOptions &options, std::vector<Difference> &found)
		: options_(options), found_(found) {}

	template <class T>
	void objects(const Objects<T> &from, const Objects<T> &to) {
		auto a = from.begin();
		auto b = to.begin();
		while (a != from.end() || b != to.end()) {
			here_ = Difference();
			here_.kind = T::kKind;
			// A row literal of a composite type goes by the order of its attributes.
			order_matters_ = options_.strict_column_order || std::is_same_v<T, CompositeType>;
			if (b == to.end() || (a != from.end() && a->first < b->first)) {
				whole((a++)->first, Difference::Change::removed);
			} else if (a == from.end() || b->first < a->first) {
				whole((b++)->first, Difference::Change::added);
			} else {
				here_.object = a->first;
				fields("", Described<T>::type, &(a++)->second, &(b++)->second);
			}
		}
	}

private:
	void whole(const Identity &object, Difference::Change change) {
		here_.object = object;
		here_.change = change;
		found_.push_back(here_);
	}

	void add(std::string property, std::optional<std::string> from, std::optional<std::string> to,
		bool is_note = false) {
		Difference difference = here_;
		difference.property = std::move(property);
		difference.change = !from ? Difference::Change::added
							: !to ? Difference::Change::removed
								  : Difference::Change::changed;
		difference.from = std::move(from);
		difference.to = std::move(to);
		difference.is_note = is_note;
		found_.push_back(std::move(difference));
	}

	void add_part(std::string property, std::optional<std::string> from, std::optional<std::string> to) {
		add(std::move(property), std::move(from), std::move(to));
		found_.back().is_part = true;
	}

	void fields(const std::string &path, const ValueType &type, const void *from, const void *to) {
		const void *fresh = type.fresh();
		for (const Field &f : type.fields()) {
			const void *a = f.of(from), *b = f.of(to);
			if (f.role == Role::identity || f.role == Role::writing || is_ignored(f) ||
				is_alike(*f.type, f.role, a, b))
				continue;
			std::string property = path + std::string(f.name);
			auto text = [&](const void *value) {
				return f.type->equal(value, f.of(fresh)) ? std::nullopt
														 : std::optional(text_of(*f.type, value));
			};
			if (const Field *name = distinct_name(*f.type))
				list(property, *f.type, *name, a, b);
			else
				add(std::move(property), text(a), text(b));
		}
	}

	bool is_ignored(const Field &f) const {
		return f.role == Role::setting && !(f.name == "owner" ? options_.owners : options_.privileges);
	}

	// An element of such a list, with its name.
	struct Named {
		std::string_view name;
		const void *element;
	};
	static std::vector<Named> named(const ValueType &type, const Field &name, const void *list) {
		std::vector<Named> found;
		for (std::size_t i = 0; i < type.size(list); i++)
			found.push_back({as<std::string>(name.of(type.at(list, i))), type.at(list, i)});
		return found;
	}

	// Elements are found by their names; where only their order differs, that is a note.
	void list(const std::string &property, const ValueType &type, const Field &name_of, const void *from,
		const void *to) {
		std::string singular = property.substr(0, property.size() - 1) + " ";
		const ValueType &inner = *type.inner;
		const std::vector<Named> old = named(type, name_of, from), fresh = named(type, name_of, to);
		std::map<std::string_view, const void *> wanted;
		for (const Named &one : fresh)
			wanted.emplace(one.name, one.element);
		std::vector<std::string_view> kept;
		for (const auto &[name, element] : old) {
			auto found = wanted.find(name);
			if (found == wanted.end() || found->second == nullptr) {
				add_part(singular + std::string(name), to_json_value(inner, element).dump(), std::nullopt);
				continue;
			}
			fields(singular + std::string(name) + ": ", inner, element, found->second);
			kept.push_back(name);
			found->second = nullptr;
		}
		std::vector<std::string_view> order;
		for (const auto &[name, element] : fresh)
			if (wanted.at(name) != nullptr)
				add_part(singular + std::string(name), std::nullopt, to_json_value(inner, element).dump());
			else
				order.push_back(name);
		if (order != kept)
			add("order of " + property, names(kept), names(order), !order_matters_);
	}

	static std::string names(const std::vector<std::string_view> &list) {
		std::string result;
		for (std::string_view one : list)
			result.append(result.empty() ? "" : ", ").append(one);
		return result;
	}

	const CompareOptions &options_;
	std::vector<Difference> &found_;
	Difference here_;
	bool order_matters_ = false;
};

} // namespace

std::string_view name(Difference::Change change) {
	switch (change) {
	case Difference::Change::added:
		return "added";
	case Difference::Change::removed:
		return "removed";
	case Difference::Change::changed:
		break;
	}
	return "changed";
}

std::vector<Difference> differences(const Snapshot &from, const Snapshot &to, CompareOptions options) {
	options.owners = options.owners && from.owners && to.owners;
	options.privileges = options.privileges && from.privileges && to.privileges;
	std::vector<Difference> found;
	Comparison comparison(options, found);
	for_each_kind([&](std::string_view, auto member) { comparison.objects(from.*member, to.*member); });
	return found;
}

namespace {

// Definitions have lines of their own, which would tear the sentence apart.
std::string one_line(std::string_view text) {
	std::string line;
	for (char c : text::trim(text))
		if (!text::is_space(c))
			line += c;
		else if (line.back() != ' ')
			line += ' ';
	return line;
}

} // namespace

std::string words(const Difference &d) {
	std::string where = fmt::format("{} {}", d.kind, d.object);
	if (!d.property.empty())
		where += ": " + d.property;
	if (d.property.empty() || d.is_part)
		return fmt::format("{} {}", where, d.change == Difference::Change::added ? "is new" : "is gone");
	if (!d.from)
		return fmt::format("{} set to {}", where, one_line(*d.to));
	if (!d.to)
		return fmt::format("{} no longer set, was {}", where, one_line(*d.from));
	return fmt::format("{} changed from {} to {}", where, one_line(*d.from), one_line(*d.to));
}

} // namespace pgmigrate::core::schema
