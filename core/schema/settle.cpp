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

// The elements of an array that is all of a text.
std::optional<Elements> whole_array(std::string_view text) {
	auto found = text.starts_with(kArray) ? elements(text, kArray.size()) : std::nullopt;
	return found && found->end + 1 == text.size() ? found : std::nullopt;
}

// Where a constant or what stands in parentheses ends; 0 for anything else.
std::size_t after_operand(std::string_view text) {
	if (text.starts_with('(')) {
		std::size_t depth = 0;
		for (std::size_t i = 0; i < text.size(); i = after(text, i)) {
			depth += text[i] == '(';
			depth -= text[i] == ')';
			if (depth == 0)
				return i + 1;
		}
		return 0;
	}
	if (text.starts_with('\'') || text.starts_with("E'"))
		return after(text, text.find('\''));
	return text.starts_with("NULL::") ? 4 : 0;
}

// The type that an element is cast to, as the last that is done to it.
std::string_view cast_type(std::string_view element) {
	const std::size_t end = after_operand(element);
	if (end == 0 || !element.substr(end).starts_with("::"))
		return {};
	const std::string_view type = element.substr(end + 2);
	for (std::size_t i = 0; i < type.size(); i = after(type, i))
		if (std::string_view("+-*/<>=~!@#%^&|;:'").find(type[i]) != type.npos)
			return {};
	return type;
}

// Whether the text of an element says that it is no array.
bool is_scalar(std::string_view element) {
	if (element == "true" || element == "false" ||
		(!element.empty() && element.find_first_not_of("0123456789.") == element.npos))
		return true;
	const std::string_view type = cast_type(element);
	return !type.empty() && !type.ends_with("[]") && type != "int2vector" && type != "oidvector";
}

// Elements of an array are all of one type, so one tells of all.
bool are_scalars(const Elements &array) {
	bool nested = false, others = false, known = false;
	for (std::string_view element : array.list)
		if (auto inner = whole_array(element)) {
			nested = true;
			known = known || are_scalars(*inner);
		} else {
			others = true;
			known = known || is_scalar(element);
		}
	return known && !(nested && others);
}

enum class Purpose { write, compare };

std::string settled_for(std::string_view text, Purpose purpose);

std::string cast_elements(const Elements &array, std::string_view type, Purpose purpose) {
	std::string sql(kArray);
	for (std::string_view element : array.list) {
		if (element.data() != array.list.front().data())
			sql += ", ";
		if (auto inner = whole_array(element))
			sql += cast_elements(*inner, type, purpose);
		else
			sql.append("(").append(settled_for(element, purpose)).append(")::").append(type);
	}
	return sql + "]";
}

// For comparing: of an element that is cast to an array, the cast to what that array is of.
std::string without_brackets(const Elements &array) {
	std::string sql(kArray);
	for (std::string_view element : array.list) {
		if (element.data() != array.list.front().data())
			sql += ", ";
		if (element.starts_with('(') && cast_type(element).ends_with("[]"))
			element.remove_suffix(2);
		sql += settled_for(element, Purpose::compare);
	}
	return sql + "]";
}

std::string settled_for(std::string_view text, Purpose purpose) {
	std::string result;
	for (std::size_t i = 0; i < text.size();) {
		std::size_t begin = i + 1 + kArray.size();
		auto array = text.substr(i).starts_with("(ARRAY[") ? elements(text, begin) : std::nullopt;
		auto type = array && text.substr(array->end + 1).starts_with(")::")
						? element_type(text, array->end + 4)
						: std::nullopt;
		if (type && (purpose == Purpose::compare || are_scalars(*array))) {
			result += cast_elements(*array, *type, purpose);
			i = array->end + 4 + type->size() + 2;
			continue;
		}
		if (purpose == Purpose::compare && text.substr(i).starts_with(kArray))
			if (auto plain = elements(text, i + kArray.size())) {
				result += without_brackets(*plain);
				i = plain->end + 1;
				continue;
			}
		std::size_t next = after(text, i);
		result += text.substr(i, next - i);
		i = next;
	}
	return result;
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
	return text.find("(ARRAY[") == text.npos ? std::string(text) : settled_for(text, Purpose::write);
}

std::string comparable(std::string_view text) {
	return text.find(kArray) == text.npos ? std::string(text) : settled_for(text, Purpose::compare);
}

void settle_expressions(Snapshot &snapshot) {
	for_each_kind([&](std::string_view, auto member) {
		for (auto &[name, object] : snapshot.*member)
			settle(Described<std::remove_reference_t<decltype(object)>>::type, &object);
	});
}

} // namespace pgmigrate::core::schema
