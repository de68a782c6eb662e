#include "core/schema/diff/objects.hpp"

#include "core/schema/ddl/items.hpp"
#include "core/schema/json.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

ObjectsByReference objects_by_reference(const Snapshot &snapshot) {
	ObjectsByReference found;
	for_each_kind([&](std::string_view, auto member) {
		for (const auto &[name, object] : snapshot.*member) {
			using T = std::remove_cvref_t<decltype(object)>;
			found.emplace(
				reference(T::kKind, name), AnyObject{T::kKind, &name, &Described<T>::type, &object});
		}
	});
	return found;
}

std::string_view whole_of(std::string_view reference) {
	for (std::string_view part : {"body of ", "query of ", "members of ", "shell of "})
		if (reference.starts_with(part))
			return reference.substr(part.size());
	// "constraint positive of type shop.price"; a name with such words in it stands in quotes
	if (reference.starts_with("constraint "))
		if (const auto of = reference.find(" of type "); of != std::string_view::npos)
			if (reference.find(" on ") == std::string_view::npos)
				return reference.substr(of + 4);
	return reference;
}

namespace {

const std::string *text_field(const AnyObject &object, std::string_view name) {
	for (const Field &f : object.type->fields())
		if (f.name == name && f.type->shape == ValueType::Shape::text)
			return &as<std::string>(f.of(object.object));
	return nullptr;
}

} // namespace

Reference owner_of(const Snapshot &snapshot, const AnyObject &object) {
	for (std::string_view kind : {"constraint", "index", "trigger", "rule", "policy", "statistics object"})
		if (object.kind == kind)
			return ddl::relation(snapshot, *text_field(object, "table")).second;
	if (object.kind == Sequence::kKind)
		if (const std::string &table = *text_field(object, "owned_by_table"); !table.empty())
			return reference(Table::kKind, table);
	return {};
}

bool mentions(std::string_view text, std::string_view name) {
	const auto is_word = [](char c) {
		return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			   static_cast<unsigned char>(c) >= 0x80;
	};
	for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
		const bool begins = at == 0 || !is_word(text[at - 1]) || !is_word(name.front());
		const std::size_t end = at + name.size();
		if (begins && (end == text.size() || !is_word(text[end]) || !is_word(name.back())))
			return true;
	}
	return false;
}

namespace {

bool value_mentions(const ValueType &type, const void *value, std::string_view name) {
	switch (type.shape) {
	case ValueType::Shape::text:
		return mentions(as<std::string>(value), name);
	case ValueType::Shape::optional:
		return type.held(value) != nullptr && value_mentions(*type.inner, type.held(value), name);
	case ValueType::Shape::list:
		for (std::size_t i = 0; i < type.size(value); i++)
			if (value_mentions(*type.inner, type.at(value, i), name))
				return true;
		return false;
	case ValueType::Shape::parts:
		for (const Field &f : type.fields())
			if (value_mentions(*f.type, f.of(value), name))
				return true;
		return false;
	default:
		return false;
	}
}

} // namespace

bool mentions(const AnyObject &object, std::string_view name) {
	return value_mentions(*object.type, object.object, name) ||
		   value_mentions(*object.type, object.object, identifier(name));
}

} // namespace pgmigrate::core::schema::diff_parts
