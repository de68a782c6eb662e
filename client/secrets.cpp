#include "client/secrets.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

// Where the password of a URL is, as people mean it, also where libpq would read it in another way; empty if there is
// none.
std::string_view password_of_url(std::string_view url) {
	const std::size_t scheme = url.find("://");
	if (scheme == url.npos)
		return {};
	const std::size_t at = url.rfind('@'), colon = url.find(':', scheme + 3);
	return at == url.npos || colon >= at ? std::string_view() : url.substr(colon + 1, at - colon - 1);
}

// A value of a conninfo string.
std::string conninfo_value(std::string_view value) {
	if (!value.empty() && value.find_first_of(" '\\\t\n") == value.npos)
		return std::string(value);
	std::string out = "'";
	for (char c : value) {
		if (c == '\'' || c == '\\')
			out += '\\';
		out += c;
	}
	return out + "'";
}

void replace_all(std::string &text, std::string_view what, std::string_view by) {
	for (std::size_t at = 0; !what.empty() && (at = text.find(what, at)) != text.npos; at += by.size())
		text.replace(at, what.size(), by);
}

// Hides the values of a URL's parameters that are secret.
void hide_parameters(std::string &url, const std::vector<ConnectionKeyword> &keywords) {
	std::size_t begin = url.find('?');
	while (begin != url.npos) {
		const std::size_t end = url.find('&', begin + 1), equals = url.find('=', begin);
		const std::string name = url.substr(begin + 1, equals - begin - 1);
		const bool is_secret = std::ranges::any_of(keywords,
			[&](const ConnectionKeyword &keyword) { return keyword.is_secret && keyword.name == name; });
		if (equals < end && is_secret)
			url.replace(equals + 1, end == url.npos ? end : end - equals - 1, std::string(kHidden));
		begin = url.find('&', begin + 1);
	}
}

std::string shown_url(std::string url, const std::vector<ConnectionKeyword> &keywords) {
	// libpq takes a part of such a password for the host, or the database.
	if (password_of_url(url).find_first_of("@/") != std::string_view::npos)
		return std::string(kHidden);
	if (const std::string_view password = password_of_url(url); !password.empty())
		url.replace(static_cast<std::size_t>(password.data() - url.data()), password.size(), kHidden);
	hide_parameters(url, keywords);
	// A name in percent signs, say, was not found above.
	for (const ConnectionKeyword &keyword : keywords)
		if (keyword.is_secret && url.substr(url.find("://") + 3).find(keyword.value) != url.npos &&
			keyword.value != kHidden)
			return std::string(kHidden);
	return url;
}

// Where a parameter begins that is a password's; npos if there is none. What follows may be a part of its value.
std::size_t first_secret(std::string_view database) {
	const std::string plain = core::text::lower(database);
	if (const std::size_t scheme = plain.find("://"); scheme > plain.find('='))
		return plain.find("pass");
	for (std::size_t at = plain.find('?'); at != plain.npos; at = plain.find('&', at + 1)) {
		const std::string name = plain.substr(at, plain.find('=', at) - at);
		if (name.find("pass") != name.npos || name.find('%') != name.npos) // in percent signs may be any
			return at;
	}
	return plain.npos;
}

// Hides what stands in quotes and may be of a password.
std::string without_quoted(std::string_view message, std::string_view database) {
	std::string out;
	std::size_t from = 0;
	for (std::size_t open = 0; (open = message.find('"', from)) != message.npos;) {
		const std::size_t close = message.find('"', open + 1);
		if (close == message.npos)
			break;
		const std::string_view word = message.substr(open + 1, close - open - 1);
		const bool is_sign = word.size() == 1; // what libpq expects: "=", ":"
		out += fmt::format("{}\"{}\"", message.substr(from, open - from),
			is_sign || !may_be_of_password(word, database) ? word : kHidden);
		from = close + 1;
	}
	return out.append(message.substr(from));
}

} // namespace

std::string shown_database(std::string_view database) {
	if (is_of_another_program(database))
		return std::string(kHidden);
	const auto keywords = read_conninfo(std::string(database));
	if (!keywords)
		return std::string(kHidden);
	const std::size_t scheme = database.find("://");
	if (scheme != database.npos && database.substr(0, scheme).find('=') == database.npos)
		return shown_url(std::string(database), *keywords);
	if (database.find('=') == database.npos) // a name
		return std::string(database);
	return shown_keywords(*keywords);
}

std::string shown_keywords(const std::vector<ConnectionKeyword> &keywords) {
	std::string out;
	for (const ConnectionKeyword &keyword : keywords)
		out += fmt::format("{}{}={}", out.empty() ? "" : " ", keyword.name,
			keyword.is_secret ? kHidden : conninfo_value(keyword.value));
	return out;
}

std::string shown_variable(std::string_view name, std::string_view value) {
	constexpr std::array<std::string_view, 4> kSecret{"password", "secret", "token", "passwd"};
	const std::string plain = core::text::lower(name);
	const bool is_secret =
		std::ranges::any_of(kSecret, [&](std::string_view word) { return plain.find(word) != plain.npos; });
	return std::string(is_secret ? kHidden : value);
}

bool may_be_of_password(std::string_view word, std::string_view database) {
	std::size_t at = database.find(word);
	if (at == database.npos) // written in another way, in percent signs, say
		return true;
	const std::string_view password = password_of_url(database);
	const std::size_t begin =
		password.empty() ? 0 : static_cast<std::size_t>(password.data() - database.data());
	const std::size_t after = first_secret(database);
	for (; at != database.npos; at = database.find(word, at + 1))
		if (at > after || (at < begin + password.size() && at + word.size() > begin))
			return true;
	return false;
}

std::string without_secrets(std::string message, std::string_view database) {
	const std::string all_shown = shown_database(database);
	replace_all(message, database, all_shown);
	replace_all(message, password_of_url(database), kHidden);
	return all_shown == kHidden ? without_quoted(message, database) : message;
}

} // namespace pgmigrate::client
