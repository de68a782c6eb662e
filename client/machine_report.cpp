#include "client/machine_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/text_file.hpp"

namespace pgmigrate::client {

namespace {

enum class Place : std::uint8_t { property, message };

// A text in a command of GitHub's, which is one line with separators of its own.
std::string command_text(const std::string &text, Place place) {
	std::string out;
	for (char c : text)
		if (c == '%' || c == '\r' || c == '\n' || (place == Place::property && (c == ':' || c == ',')))
			out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
		else
			out += c;
	return out;
}

// The text with a replacement character for each byte that is no UTF-8, as paths may hold any.
std::string as_utf8(std::string_view text) {
	std::string out;
	for (std::size_t bad; (bad = first_not_utf8(text)) != text.npos; text.remove_prefix(bad + 1))
		out.append(text.substr(0, bad)).append("\xEF\xBF\xBD");
	return out.append(text);
}

// The text as it stands in a value of XML 1.0, which has no way to say most control characters.
std::string xml_text(const std::string &text) {
	std::string out;
	for (char c : as_utf8(text))
		switch (c) {
		case '&':
			out += "&amp;";
			break;
		case '<':
			out += "&lt;";
			break;
		case '>':
			out += "&gt;";
			break;
		case '"':
			out += "&quot;";
			break;
		case '\n':
		case '\r':
		case '\t':
			out += fmt::format("&#{};", static_cast<int>(c));
			break;
		default:
			out += static_cast<unsigned char>(c) < 0x20 ? std::string("\xEF\xBF\xBD") : std::string(1, c);
		}
	for (const char *none : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) // U+FFFE and U+FFFF are no characters of XML
		for (std::size_t at; (at = out.find(none)) != std::string::npos;)
			out.replace(at, 3, "\xEF\xBF\xBD");
	return out;
}

// What stands below the message.
std::string advice(const Finding &finding) {
	return finding.detail + (finding.detail.empty() || finding.hint.empty() ? "" : "\n") + finding.hint;
}

std::string place_of(const Finding &finding) {
	if (finding.file.empty())
		return {};
	std::string out = fmt::format(" file={}", command_text(finding.file, Place::property));
	return finding.line > 0 ? out + fmt::format(",line={}", finding.line) : out;
}

bool is_failure(const Finding &finding) {
	return finding.severity == Severity::warning || finding.severity == Severity::error;
}

std::string test_case(const std::string &suite, const Finding &finding) {
	std::string out =
		fmt::format("<testcase classname=\"{}\" name=\"{}\"", xml_text(suite), xml_text(finding.name));
	if (!finding.file.empty())
		out += fmt::format(" file=\"{}\"", xml_text(finding.file));
	if (finding.line > 0)
		out += fmt::format(" line=\"{}\"", finding.line);
	if (finding.severity == Severity::good)
		return out + "/>\n";
	if (finding.severity == Severity::skipped)
		return out + fmt::format("><skipped message=\"{}\"/></testcase>\n", xml_text(finding.message));
	return out + fmt::format("><failure type=\"{}\" message=\"{}\">{}</failure></testcase>\n",
					 finding.severity == Severity::error ? "error" : "warning", xml_text(finding.message),
					 xml_text(advice(finding)));
}

} // namespace

void print_annotations(const std::vector<Finding> &findings) {
	for (const Finding &finding : findings) {
		if (!is_failure(finding))
			continue;
		const std::string more = advice(finding);
		fmt::print("::{}{}::{}\n", finding.severity == Severity::error ? "error" : "warning",
			place_of(finding),
			command_text(finding.message + (more.empty() ? "" : "\n") + more, Place::message));
	}
}

std::string junit_text(const std::string &suite, const std::vector<Finding> &findings) {
	const auto skipped = std::ranges::count(findings, Severity::skipped, &Finding::severity);
	const auto failures = std::ranges::count_if(findings, is_failure);
	std::string out =
		fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
					"<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
			xml_text(suite), findings.size(), failures, skipped);
	for (const Finding &finding : findings)
		out += test_case(suite, finding);
	return out + "</testsuite>\n</testsuites>\n";
}

void print_findings(Format format, const std::string &suite, const std::vector<Finding> &findings) {
	if (format == Format::github)
		print_annotations(findings);
	else if (format == Format::junit)
		fmt::print("{}", junit_text(suite, findings));
}

} // namespace pgmigrate::client
