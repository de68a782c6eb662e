SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE TYPE shop.number4;

CREATE TYPE shop.only_shell;

CREATE TYPE shop.pair;

CREATE TYPE shop.words;

CREATE FUNCTION shop.number4_in(cstring) RETURNS shop.number4
	LANGUAGE internal
	IMMUTABLE STRICT
	AS 'int4in';

CREATE FUNCTION shop.number4_out(shop.number4) RETURNS cstring
	LANGUAGE internal
	IMMUTABLE STRICT
	AS 'int4out';

CREATE TYPE shop.number4 (
	INPUT = shop.number4_in,
	OUTPUT = shop.number4_out,
	INTERNALLENGTH = 4,
	PASSEDBYVALUE,
	ALIGNMENT = int4,
	STORAGE = plain,
	CATEGORY = 'N',
	DEFAULT = '42',
	DELIMITER = ';'
);

CREATE FUNCTION shop.pair_in(cstring) RETURNS shop.pair
	LANGUAGE internal
	IMMUTABLE STRICT
	AS 'point_in';

CREATE FUNCTION shop.pair_out(shop.pair) RETURNS cstring
	LANGUAGE internal
	IMMUTABLE STRICT
	AS 'point_out';

CREATE TYPE shop.pair (
	INPUT = shop.pair_in,
	OUTPUT = shop.pair_out,
	SUBSCRIPT = pg_catalog.raw_array_subscript_handler,
	INTERNALLENGTH = 16,
	ALIGNMENT = double,
	STORAGE = plain,
	ELEMENT = double precision
);

CREATE FUNCTION shop.words_in(cstring) RETURNS shop.words
	LANGUAGE internal
	IMMUTABLE STRICT
	AS 'textin';

CREATE FUNCTION shop.words_out(shop.words) RETURNS cstring
	LANGUAGE internal
	IMMUTABLE STRICT
	AS 'textout';

CREATE FUNCTION shop.words_receive(internal) RETURNS shop.words
	LANGUAGE internal
	STABLE STRICT
	AS 'textrecv';

CREATE FUNCTION shop.words_send(shop.words) RETURNS bytea
	LANGUAGE internal
	STABLE STRICT
	AS 'textsend';

CREATE TYPE shop.words (
	INPUT = shop.words_in,
	OUTPUT = shop.words_out,
	RECEIVE = shop.words_receive,
	SEND = shop.words_send,
	TYPMOD_IN = pg_catalog.varchartypmodin,
	TYPMOD_OUT = pg_catalog.varchartypmodout,
	ANALYZE = pg_catalog.array_typanalyze,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended,
	CATEGORY = 'x',
	PREFERRED = true,
	COLLATABLE = true
);
COMMENT ON TYPE shop.words IS 'of many letters';

CREATE TABLE shop.with_words (
	a shop.words DEFAULT 'x'::shop.words,
	b shop.number4[],
	c shop.pair
);
