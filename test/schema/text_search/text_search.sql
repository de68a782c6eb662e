-- Parsers, templates, dictionaries with options, configurations with mappings; what stands on them.
CREATE SCHEMA words;
CREATE SCHEMA "Big Words";
CREATE TEXT SEARCH PARSER words.plain (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end,
	LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH PARSER words.full_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end,
	LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
COMMENT ON TEXT SEARCH PARSER words.plain IS 'knows no headlines';
CREATE TEXT SEARCH TEMPLATE words.with_init (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH TEMPLATE "Big Words"."Bare" (LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH TEMPLATE words.with_init IS 'as simple as it is';
CREATE TEXT SEARCH DICTIONARY words.simple_one (TEMPLATE = pg_catalog.simple);
CREATE TEXT SEARCH DICTIONARY words.english_stem (TEMPLATE = snowball, LANGUAGE = english, STOPWORDS = english);
CREATE TEXT SEARCH DICTIONARY "Big Words"."It's" (TEMPLATE = words.with_init, ACCEPT = false, STOPWORDS = 'english');
COMMENT ON TEXT SEARCH DICTIONARY words.english_stem IS 'stems';
CREATE TEXT SEARCH CONFIGURATION words.nothing (PARSER = words.plain);
CREATE TEXT SEARCH CONFIGURATION words.english (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION words.english ADD MAPPING FOR asciiword, word WITH "Big Words"."It's", words.english_stem;
ALTER TEXT SEARCH CONFIGURATION words.english ADD MAPPING FOR hword, host WITH words.simple_one;
ALTER TEXT SEARCH CONFIGURATION words.english ADD MAPPING FOR email WITH pg_catalog.simple, words.simple_one;
CREATE TEXT SEARCH CONFIGURATION "Big Words".copied (COPY = words.english);
COMMENT ON TEXT SEARCH CONFIGURATION words.english IS 'the usual';
CREATE TABLE words.docs (body text);
CREATE INDEX docs_body ON words.docs USING gin (to_tsvector('words.english'::regconfig, body));
