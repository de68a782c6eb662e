SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA "Big Words";

CREATE SCHEMA words;

CREATE TABLE words.docs (
	body text
);

CREATE TEXT SEARCH PARSER words.full_parser (
	START = pg_catalog.prsd_start,
	GETTOKEN = pg_catalog.prsd_nexttoken,
	END = pg_catalog.prsd_end,
	LEXTYPES = pg_catalog.prsd_lextype,
	HEADLINE = pg_catalog.prsd_headline
);

CREATE TEXT SEARCH PARSER words.plain (
	START = pg_catalog.prsd_start,
	GETTOKEN = pg_catalog.prsd_nexttoken,
	END = pg_catalog.prsd_end,
	LEXTYPES = pg_catalog.prsd_lextype
);
COMMENT ON TEXT SEARCH PARSER words.plain IS 'knows no headlines';

CREATE TEXT SEARCH TEMPLATE "Big Words"."Bare" (
	LEXIZE = pg_catalog.dsimple_lexize
);

CREATE TEXT SEARCH TEMPLATE words.with_init (
	INIT = pg_catalog.dsimple_init,
	LEXIZE = pg_catalog.dsimple_lexize
);
COMMENT ON TEXT SEARCH TEMPLATE words.with_init IS 'as simple as it is';

CREATE TEXT SEARCH DICTIONARY "Big Words"."It's" (
	TEMPLATE = words.with_init,
	accept = 'false', stopwords = 'english'
);

CREATE TEXT SEARCH DICTIONARY words.english_stem (
	TEMPLATE = pg_catalog.snowball,
	language = 'english', stopwords = 'english'
);
COMMENT ON TEXT SEARCH DICTIONARY words.english_stem IS 'stems';

CREATE TEXT SEARCH DICTIONARY words.simple_one (
	TEMPLATE = pg_catalog.simple
);

CREATE TEXT SEARCH CONFIGURATION "Big Words".copied (
	PARSER = pg_catalog."default"
);
ALTER TEXT SEARCH CONFIGURATION "Big Words".copied ADD MAPPING FOR asciiword, word WITH "Big Words"."It's", words.english_stem;
ALTER TEXT SEARCH CONFIGURATION "Big Words".copied ADD MAPPING FOR email WITH pg_catalog.simple, words.simple_one;
ALTER TEXT SEARCH CONFIGURATION "Big Words".copied ADD MAPPING FOR host, hword WITH words.simple_one;

CREATE TEXT SEARCH CONFIGURATION words.english (
	PARSER = pg_catalog."default"
);
ALTER TEXT SEARCH CONFIGURATION words.english ADD MAPPING FOR asciiword, word WITH "Big Words"."It's", words.english_stem;
ALTER TEXT SEARCH CONFIGURATION words.english ADD MAPPING FOR email WITH pg_catalog.simple, words.simple_one;
ALTER TEXT SEARCH CONFIGURATION words.english ADD MAPPING FOR host, hword WITH words.simple_one;
COMMENT ON TEXT SEARCH CONFIGURATION words.english IS 'the usual';

CREATE INDEX docs_body ON words.docs USING gin (to_tsvector('words.english'::regconfig, body));

CREATE TEXT SEARCH CONFIGURATION words.nothing (
	PARSER = words.plain
);
