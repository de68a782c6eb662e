// What becomes of values where a column gets another type.
#include <algorithm>
#include <array>
#include <charconv>

#include "core/schema/diff/columns.hpp"

namespace pgmigrate::core::schema::diff_parts {

namespace {

// "character varying(20)" and the 20.
struct TypeText {
	std::string_view name, modifier;
	bool is_array = false;
};

TypeText parts_of(std::string_view text) {
	TypeText type;
	if (text.ends_with("[]")) {
		type.is_array = true;
		text.remove_suffix(2);
	}
	type.name = text;
	const auto open = text.find('(');
	const auto close = text.find(')');
	if (open != std::string_view::npos && close == text.size() - 1 &&
		text.find('"') == std::string_view::npos) {
		type.name = text.substr(0, open);
		type.modifier = text.substr(open + 1, close - open - 1);
	}
	return type;
}

template <std::size_t N>
bool has(const std::array<std::string_view, N> &names, std::string_view name) {
	return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 6> kNumbers{
	"smallint", "integer", "bigint", "numeric", "real", "double precision"};
constexpr std::array<std::string_view, 3> kTexts{"text", "character varying", "character"};

std::size_t length_of(std::string_view modifier) {
	std::size_t length = 0;
	std::from_chars(modifier.data(), modifier.data() + modifier.size(), length);
	return length;
}

} // namespace

bool is_assigned(std::string_view from, std::string_view to) {
	const TypeText a = parts_of(from), b = parts_of(to);
	if (a.is_array != b.is_array)
		return has(kTexts, b.name) && !b.is_array;
	if (a.name == b.name || has(kTexts, b.name) || (has(kNumbers, a.name) && has(kNumbers, b.name)))
		return true;
	if (a.name.starts_with("timestamp") || a.name == "date")
		return b.name.starts_with("timestamp") || b.name == "date";
	return (a.name == "json" && b.name == "jsonb") || (a.name == "jsonb" && b.name == "json") ||
		   (a.name == "cidr" && b.name == "inet");
}

bool is_cast(std::string_view from, std::string_view to) {
	const TypeText a = parts_of(from), b = parts_of(to);
	if (a.is_array != b.is_array)
		return false;
	if (has(kTexts, a.name))
		return b.name.find('.') == std::string_view::npos || !b.is_array;
	const bool to_number = has(kNumbers, b.name), to_truth = b.name == "boolean";
	if (a.name == "jsonb")
		return to_number || to_truth;
	if (a.name == "boolean" || a.name == "\"char\"")
		return b.name == "integer";
	if (a.name == "integer")
		return to_truth || b.name == "\"char\"" || b.name == "bit";
	return (a.name == "bigint" && b.name == "bit") ||
		   (a.name == "bit" && (b.name == "integer" || b.name == "bigint"));
}

bool is_binary_compatible(std::string_view from, std::string_view to) {
	const TypeText a = parts_of(from), b = parts_of(to);
	if (a.is_array != b.is_array)
		return false;
	if (b.name == "text" || (b.name == "character varying" && b.modifier.empty()))
		return a.name == "text" || a.name == "character varying";
	if (a.name != b.name)
		return a.name == "cidr" && b.name == "inet";
	if (b.modifier.empty())
		return a.name != "character";
	if (a.name == "character varying" || a.name == "bit varying")
		return !a.modifier.empty() && length_of(a.modifier) <= length_of(b.modifier);
	if (a.name != "numeric" || a.modifier.empty())
		return false;
	const auto scale = [](std::string_view modifier) {
		const auto comma = modifier.find(',');
		return comma == std::string_view::npos ? std::string_view("0") : modifier.substr(comma + 1);
	};
	return scale(a.modifier) == scale(b.modifier) && length_of(a.modifier) <= length_of(b.modifier);
}

std::string default_storage(const Snapshot &snapshot, std::string_view type) {
	constexpr std::array<std::string_view, 31> kPlain{"smallint", "integer", "bigint", "real",
		"double precision", "boolean", "\"char\"", "date", "time without time zone", "time with time zone",
		"timestamp without time zone", "timestamp with time zone", "interval", "uuid", "oid", "money", "name",
		"macaddr", "macaddr8", "point", "line", "lseg", "box", "circle", "xid", "cid", "tid", "regclass",
		"regtype", "regproc", "pg_lsn"};
	if (type.ends_with("[]"))
		return "extended";
	// "timestamp(3) without time zone"
	std::string bare(type);
	if (const auto open = bare.find('('), close = bare.find(')'); close != std::string::npos)
		bare.erase(open, close + 1 - open);
	if (bare.starts_with("interval"))
		bare = "interval";
	if (const auto domain = snapshot.domains.find(type); domain != snapshot.domains.end())
		return default_storage(snapshot, domain->second.type);
	if (const auto base = snapshot.base_types.find(type); base != snapshot.base_types.end())
		return base->second.storage.empty() ? "plain" : base->second.storage;
	if (snapshot.enums.contains(type) || has(kPlain, bare))
		return "plain";
	return bare == "numeric" || bare == "inet" || bare == "cidr" ? "main" : "extended";
}

} // namespace pgmigrate::core::schema::diff_parts
