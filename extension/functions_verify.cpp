// SQL entry points of what is proven on a shadow: verify, compare, baseline, squash.
#include "extension/baseline.hpp"
#include "extension/catalog_reader.hpp"
#include "extension/compare_live.hpp"
#include "extension/difference_rows.hpp"
#include "extension/squash.hpp"
#include "extension/verify.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using pg::Arguments;

PGMIGRATE_FUNCTION(pgmigrate_verify) {
	const Arguments args(fcinfo);
	VerifyRequest request;
	request.target = args.text(0).value_or("heads");
	request.from_present = args.boolean(1);
	request.strict_column_order = args.boolean(2);
	request.scope = Scope::from(args.text(3), args.text(4));
	if (const std::optional<std::string> variables = args.jsonb(5))
		request.variables = parse_variables(*variables);
	request.copy_rows = args.text_array(6, "copy_rows").value_or(std::vector<std::string>());
	const std::vector<Finding> findings = verify(request);
	pg::ResultRows rows(fcinfo);
	for (const Finding &f : findings)
		rows.add({f.revision, f.result, f.phase.empty() ? std::optional<std::string>() : f.phase,
			f.words.empty() ? std::optional<std::string>() : f.words,
			f.file.empty() ? std::optional<std::string>() : f.file,
			f.line == 0 ? std::optional<int>() : f.line});
	return static_cast<Datum>(0);
}

PGMIGRATE_FUNCTION(pgmigrate_compare) {
	const Arguments args(fcinfo);
	CompareRequest request;
	request.strict_column_order = args.boolean(0);
	request.owners = args.boolean(1);
	request.privileges = args.boolean(2);
	if (const std::optional<std::string> variables = args.jsonb(3))
		request.variables = parse_variables(*variables);
	return answer_with_differences(fcinfo, compare_with_revisions(request));
}

PGMIGRATE_FUNCTION(pgmigrate_baseline) {
	const Arguments args(fcinfo);
	BaselineRequest request;
	request.revision.wanted.message = args.required_text(0, "message");
	request.revision.id = args.text(1);
	for (const std::string &name : args.text_array(2, "schemas").value_or(std::vector<std::string>()))
		request.schemas.push_back(in_utf8(name));
	require_schemas(request.schemas);
	request.scope = Scope::from(args.text(3), args.text(4));
	return text_result(make_baseline(request));
}

PGMIGRATE_FUNCTION(pgmigrate_squash) {
	const Arguments args(fcinfo);
	SquashRequest request;
	request.from = args.required_text(0, "from_revision");
	request.to = args.required_text(1, "to_revision");
	request.message = args.text(2);
	request.scope = Scope::from(args.text(3), args.text(4));
	if (const std::optional<std::string> variables = args.jsonb(5))
		request.variables = parse_variables(*variables);
	return text_result(squash(request));
}
