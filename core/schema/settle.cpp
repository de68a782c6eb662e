#include "core/schema/settle.hpp"

#include <optional>
#include <vector>

namespace pgmigrate::core::schema {

namespace {

constexpr std::string_view kArray = "ARRAY[";

// Where what begins at a place ends: a string or a name in quotes, or a single character.
std::size_t after(std::string_view text, std::size_t at) {
	char quote = text[at];
	if (quote != '\'' && quote != '"')
		return at + 1;
	bool escapes = quote == '\'' && at > 0 && text[at - 1] == 'E';
	for (std::size_t i = at + 1; i < text.size(); i++) {
		if (escapes && text[i] == '\\')
			i++;
		else if (text[i] == quote && i + 1 < text.size() && text[i + 1] == quote)
			i++;
		else if (text[i] == quote)
			return i + 1;
	}
	return text.size();
}

// The elements of an array that begins after its bracket, and where they end: at the bracket that closes it.
struct Elements {
	std::vector<std::string_view> list;
	std::size_t end = 0;
};
std::optional<Elements> elements(std::string_view text, std::size_t begin) {
	Elements found;
	std::size_t depth = 0, from = begin;
	for (std::size_t i = begin; i < text.size(); i = after(text, i)) {
		char c = text[i];
		if (depth == 0 && (c == ',' || c == ']')) {
			found.list.push_back(text.substr(from, i - from));
			from = i + 2; // ", "
			found.end = i;
			if (c == ']')
				return found;
		} else if (c == '(' || c == '[') {
			depth++;
		} else if (c == ')' || c == ']') {
			depth--;
		}
	}
	return std::nullopt;
}

// The name of the type that an array is cast to, up to its brackets: "numeric(10,2)".
std::optional<std::string_view> element_type(std::string_view text, std::size_t begin) {
	bool open = false;
	for (std::size_t i = begin; i < text.size(); i = after(text, i)) {
		char c = text[i];
		if (text.substr(i).starts_with("[]"))
			return text.substr(begin, i - begin);
		if (std::string_view("+-*/<>=~!@#%^&|;:").find(c) != text.npos || (!open && (c == ')' || c == ',')))
			break;
		open = c == '(' || (open && c != ')');
	}
	return std::nullopt;
}

std::string cast_elements(const Elements &array, std::string_view type) {
	std::string sql(kArray);
	for (std::string_view element : array.list) {
		if (element.data() != array.list.front().data())
			sql += ", ";
		auto inner = element.starts_with(kArray) ? elements(element, kArray.size()) : std::nullopt;
		if (inner && inner->end + 1 == element.size())
			sql += cast_elements(*inner, type);
		else
			sql.append("(").append(settled(element)).append(")::").append(type);
	}
	return sql + "]";
}

void settle(const ValueType &type, void *value) {
	using Shape = ValueType::Shape;
	for (const Field &f : type.fields()) {
		void *member = f.of(value);
		if (f.type->shape == Shape::text && f.role == Role::expression)
			as<std::string>(member) = settled(as<std::string>(member));
		if (f.type->shape != Shape::list)
			continue;
		for (std::size_t i = 0; i < f.type->size(member); i++) {
			void *element = const_cast<void *>(f.type->at(member, i));
			if (f.type->inner->shape == Shape::parts)
				settle(*f.type->inner, element);
			else if (f.role == Role::expression)
				as<std::string>(element) = settled(as<std::string>(element));
		}
	}
}

} // namespace

std::string settled(std::string_view text) {
	if (text.find("(ARRAY[") == text.npos)
		return std::string(text);
	std::string result;
	for (std::size_t i = 0; i < text.size();) {
		std::size_t begin = i + 1 + kArray.size();
		auto array = text.substr(i).starts_with("(ARRAY[") ? elements(text, begin) : std::nullopt;
		auto type = array && text.substr(array->end + 1).starts_with(")::")
						? element_type(text, array->end + 4)
						: std::nullopt;
		if (type) {
			result += cast_elements(*array, *type);
			i = array->end + 4 + type->size() + 2;
			continue;
		}
		std::size_t next = after(text, i);
		result += text.substr(i, next - i);
		i = next;
	}
	return result;
}

void settle_expressions(Snapshot &snapshot) {
	for_each_kind([&](std::string_view, auto member) {
		for (auto &[name, object] : snapshot.*member)
			settle(Described<std::remove_reference_t<decltype(object)>>::type, &object);
	});
}

} // namespace pgmigrate::core::schema
