#include "client/proof.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <string_view>

#include <fmt/format.h>

namespace pgmigrate::client {

namespace {

constexpr std::string_view kOk = "ok", kIrreversible = "irreversible", kNoWayBack = "no downgrade";

// The server's results, the gravest first.
constexpr std::array<std::string_view, 7> kResults{
	"failed", "differs", "not provable", "not verified", kNoWayBack, kIrreversible, kOk};

std::size_t gravity(std::string_view result) {
	return static_cast<std::size_t>(std::ranges::find(kResults, result) - kResults.begin());
}

std::string result_of(const Row &row) {
	return value_text(row, "result");
}

// The name that it was uploaded with becomes the path from here, and the line that in the file.
void take_place(Row &row, const Directory *directory) {
	const auto place = directory == nullptr ? std::nullopt : directory->find(value_text(row, "revision"));
	if (!place)
		return;
	const Origin &origin = directory->origins[*place];
	row["file"] = origin.path.string();
	if (const auto line = row.find("line"); line != row.end() && line->is_number())
		*line = line->get<int>() + origin.first_line - 1;
}

// "downgrade: table shop.city: ...", with the place in a file where there is one.
std::string line_of(const Row &row) {
	std::string line = value_text(row, "phase");
	if (result_of(row) == kIrreversible || result_of(row) == kNoWayBack) // whose phase says nothing new
		line.clear();
	if (!line.empty())
		line += ": ";
	if (const std::string number = number_text(row, "line"); !number.empty())
		line += fmt::format("{}:{}: ", value_text(row, "file"), number);
	return line + value_text(row, "words");
}

} // namespace

std::vector<Proof> proofs_of(std::vector<Row> rows, const Directory *directory) {
	std::vector<Proof> proofs;
	for (Row &row : rows) {
		const std::string id = value_text(row, "revision");
		take_place(row, directory);
		if (proofs.empty() || proofs.back().revision != id)
			proofs.push_back(
				{.revision = id, .result = std::string(kOk), .file = value_text(row, "file"), .rows = {}});
		Proof &proof = proofs.back();
		if (gravity(result_of(row)) < gravity(proof.result))
			proof.result = result_of(row);
		proof.rows.push_back(std::move(row));
	}
	return proofs;
}

std::string proof_text(const Proof &proof) {
	std::string text = fmt::format("{}: {}\n", proof.revision, proof.result);
	for (const Row &row : proof.rows)
		if (const std::string line = line_of(row); !line.empty())
			text += fmt::format("    {}\n", line);
	return text;
}

std::string verdict(const std::vector<Proof> &proofs) {
	std::string text = fmt::format("{} revision{}", proofs.size(), proofs.size() == 1 ? "" : "s");
	const char *separator = ": ";
	for (const std::string_view result : std::views::reverse(kResults))
		if (const auto count = std::ranges::count(proofs, result, &Proof::result); count > 0) {
			text += fmt::format("{}{} {}", separator, count, result);
			separator = ", ";
		}
	return text;
}

bool is_good(const Proof &proof) {
	return proof.result == kOk || proof.result == kIrreversible;
}

Finding finding_of(const Proof &proof) {
	Finding finding{.name = proof.revision, .file = proof.file};
	std::string words;
	for (const Row &row : proof.rows)
		if (const std::string line = line_of(row); !line.empty())
			words += fmt::format("{}{}", words.empty() ? "" : "\n", line);
	const bool is_wrong = gravity(proof.result) <= gravity("differs");
	if (is_wrong || proof.result == kNoWayBack) {
		finding.severity = is_wrong ? Severity::error : Severity::warning;
		finding.message = proof.result;
		finding.detail = std::move(words);
		for (const Row &row : proof.rows)
			if (const auto line = row.find("line"); line != row.end() && line->is_number())
				finding.line = line->get<int>();
	} else if (proof.result != kOk) {
		finding.severity = Severity::skipped;
		finding.message = fmt::format("{}: {}", proof.result, words);
	}
	return finding;
}

} // namespace pgmigrate::client
