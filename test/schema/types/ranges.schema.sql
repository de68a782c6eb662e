SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE TYPE shop.days;

CREATE TYPE shop.plain_range AS RANGE (
	SUBTYPE = double precision,
	MULTIRANGE_TYPE_NAME = shop.plain_multirange
);

CREATE TYPE shop.texts AS RANGE (
	SUBTYPE = text,
	SUBTYPE_OPCLASS = pg_catalog.text_pattern_ops,
	COLLATION = pg_catalog."C",
	MULTIRANGE_TYPE_NAME = shop.text_sets
);

CREATE FUNCTION shop.as_days(shop.days) RETURNS shop.days
	LANGUAGE internal
	IMMUTABLE STRICT
	AS 'daterange_canonical';

CREATE TYPE shop.days AS RANGE (
	SUBTYPE = date,
	CANONICAL = shop.as_days,
	SUBTYPE_DIFF = pg_catalog.daterange_subdiff,
	MULTIRANGE_TYPE_NAME = shop.days_multirange
);
COMMENT ON TYPE shop.days IS 'some days';

CREATE FUNCTION shop.difference(integer, integer) RETURNS double precision
	LANGUAGE sql
	IMMUTABLE STRICT
	AS $script$SELECT ($1 - $2)::double precision$script$;

CREATE TYPE shop.numbers_range AS RANGE (
	SUBTYPE = integer,
	SUBTYPE_DIFF = shop.difference,
	MULTIRANGE_TYPE_NAME = shop.numbers_multirange
);

CREATE TABLE shop.used (
	a shop.days,
	b shop.text_sets,
	c shop.plain_range[],
	d shop.numbers_range DEFAULT shop.numbers_range(1, 2)
);
