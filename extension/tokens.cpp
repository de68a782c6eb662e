#include "extension/tokens.hpp"

#include <cctype>

#include "extension/pg/guard.hpp"

namespace pgmigrate {

std::vector<Token> tokens_of(const char *text) {
	std::vector<Token> tokens;
	pg::pg_call([&] {
		MemoryContext mine =
			AllocSetContextCreate(CurrentMemoryContext, "pgmigrate tokens", ALLOCSET_DEFAULT_SIZES);
		MemoryContext caller = MemoryContextSwitchTo(mine);
		core_yy_extra_type extra;
		core_yyscan_t scanner = scanner_init(text, &extra, &ScanKeywords, ScanKeywordTokens);
		core_YYSTYPE value;
		YYLTYPE at;
		while (int kind = core_yylex(&value, &at, scanner)) {
			bool keyword = kind > kTypecast && isalpha(static_cast<unsigned char>(text[at]));
			const char *said = keyword                                   ? value.keyword
							   : kind == kIdentifier || kind == kLiteral ? value.str
																		 : "";
			tokens.push_back({kind, static_cast<std::size_t>(at), said});
		}
		scanner_finish(scanner);
		MemoryContextSwitchTo(caller);
		MemoryContextDelete(mine);
	});
	return tokens;
}

} // namespace pgmigrate
